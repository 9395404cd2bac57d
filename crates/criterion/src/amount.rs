//! What is counted over the iterations of a sample.

use std::ops::Add;

/// What an iteration is told to be where nothing was counted: criterion drops
/// a sample of 0. Small enough that it is printed as 0, and large enough for
/// a change from it to be a finite number.
pub(crate) const NOTHING: f64 = 1.0 / (1 << 20) as f64;

/// What was counted over some iterations: bytes, or allocations. They add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    counted: i64,
    /// How many iterations it is of, where the loop said so.
    iterations: u64,
}

impl Amount {
    /// What was counted in a stretch of unknown many iterations.
    pub(crate) fn of_some(counted: i64) -> Amount {
        Amount { counted, iterations: 0 }
    }

    /// What was counted in one iteration.
    pub(crate) fn of_one(counted: i64) -> Amount {
        Amount { counted, iterations: 1 }
    }

    /// What criterion is given, which is never 0.
    ///
    /// # Panics
    ///
    /// Where it is negative.
    pub(crate) fn for_criterion(self) -> f64 {
        assert!(
            self.counted >= 0,
            "an iteration freed {} bytes more than it allocated, and \
             criterion takes no negative figure: use iter_each, make what it \
             frees inside it, or measure RequestedBytes",
            self.counted.unsigned_abs()
        );
        match self.counted {
            0 => NOTHING * self.iterations.max(1) as f64,
            counted => counted as f64,
        }
    }
}

impl Add for Amount {
    type Output = Amount;

    fn add(self, other: Amount) -> Amount {
        Amount {
            counted: self.counted + other.counted,
            iterations: self.iterations + other.iterations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_the_same_for_each_of_any_number_of_iterations() {
        for iterations in [1_u32, 3, 1000] {
            let sum = (0..iterations)
                .map(|_| Amount::of_one(0))
                .fold(Amount::default(), Add::add);
            assert_eq!(sum.for_criterion() / f64::from(iterations), NOTHING);
        }
    }

    #[test]
    fn what_was_counted_is_given_as_it_is() {
        let sum = Amount::of_one(24) + Amount::of_some(40);
        assert_eq!(sum.for_criterion(), 64.0);
    }

    #[test]
    #[should_panic(expected = "freed 8 bytes more than it allocated")]
    fn refuses_a_negative_amount() {
        Amount::of_one(-8).for_criterion();
    }
}
