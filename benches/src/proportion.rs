//! Whether a cost is in proportion to what it should be, and to nothing else.

/// A cost may be this much off its proportion: pages come in groups, and heaps
/// lie differently each time.
const OFF: f64 = 1.4;

/// What something costs, in whatever unit that is the same every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// The cost of some.
    pub some: u64,
    /// The cost of [`Proportion::times`] as much.
    pub more: u64,
    /// How much more that is.
    pub times: u64,
    /// The cost of some, amid much that should cost nothing.
    pub amid: u64,
}

impl Proportion {
    /// Says what was seen.
    ///
    /// # Errors
    ///
    /// Where it grows by more than it should, or not as it must.
    pub fn check(self) -> Result<String, String> {
        let Proportion { some, more, times, amid } = self;
        let ratio = |one: u64| one as f64 / some.max(1) as f64;
        let (grown, beside) = (ratio(more), ratio(amid));
        let expected = times as f64;
        let seen = format!(
            "{times} times as much costs {grown:.2} times as much, and \
             {beside:.2} times amid what should cost nothing"
        );
        let is_grown = grown <= expected * OFF && grown >= expected / OFF;
        match is_grown && beside <= OFF {
            true => Ok(seen),
            false => Err(format!("out of proportion: {seen} ({self:?})")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAIR: Proportion =
        Proportion { some: 100, more: 440, times: 4, amid: 90 };

    #[test]
    fn what_is_in_proportion_passes_and_is_said() {
        let said = FAIR.check().unwrap();
        assert!(said.contains("costs 4.40 times"), "{said}");
    }

    #[test]
    fn what_grows_by_more_or_by_nothing_fails() {
        for more in [1600, 100, 0] {
            assert!(Proportion { more, ..FAIR }.check().is_err(), "{more}");
        }
    }

    #[test]
    fn what_should_cost_nothing_must_not() {
        assert!(Proportion { amid: 200, ..FAIR }.check().is_err());
    }
}
