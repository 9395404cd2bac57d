//! From how much on there is something to judge.

use super::Verdict;

const MIB: u64 = 1 << 20;

/// What somebody must hold to be blamed: so many bytes, and such a share of
/// what is resident. Both, since 60 % of 3 MiB matters to nobody, and neither
/// does 1 MiB of a service of 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Hundredths of resident, at least.
    pub percent: u64,
    /// Bytes, at least.
    pub bytes: u64,
}

impl Threshold {
    /// The threshold of `verdict`.
    pub const fn of(verdict: Verdict) -> Threshold {
        let (percent, bytes) = match verdict {
            Verdict::Container => (5, MIB),
            // More where a runtime has objects of its own.
            Verdict::Live => (5, MIB),
            Verdict::AllocatorCached => (5, MIB),
            Verdict::AllocatorFragmentation => (5, MIB),
            Verdict::Growth => (1, MIB),
            // Any process has a few MiB of libraries and stacks.
            Verdict::NotHeap => (5, 8 * MIB),
            Verdict::CannotTell => (5, MIB),
            Verdict::Released => (0, 0),
        };
        Threshold { percent, bytes }
    }

    /// Whether `bytes` of `resident` reach it.
    pub fn is_reached(self, bytes: u64, resident: u64) -> bool {
        let share = u128::from(bytes) * 100;
        let least = u128::from(resident) * u128::from(self.percent);
        bytes >= self.bytes && share >= least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_share_must_both_be_reached() {
        let threshold = Threshold::of(Verdict::Container);
        assert!(threshold.is_reached(MIB, 20 * MIB));
        assert!(!threshold.is_reached(MIB - 1, MIB));
        assert!(!threshold.is_reached(MIB, 21 * MIB));
        assert!(Threshold::of(Verdict::Released).is_reached(0, u64::MAX));
    }
}
