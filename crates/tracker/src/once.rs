//! Something that is tried once, by whichever thread comes first.

use crate::sys;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};

const UNTRIED: u8 = 0;
const BUSY: u8 = 1;
const YES: u8 = 2;
const NO: u8 = 3;

/// Whether something could be had. `std::sync::Once` may allocate and parks
/// threads; this one may be used inside an allocation.
pub(crate) struct Once(AtomicU8);

impl Once {
    /// Nobody has tried yet.
    pub(crate) const fn new() -> Once {
        Once(AtomicU8::new(UNTRIED))
    }

    /// The outcome, if it is known.
    pub(crate) fn outcome(&self) -> Option<bool> {
        match self.0.load(Acquire) {
            YES => Some(true),
            NO => Some(false),
            _ => None,
        }
    }

    /// The outcome; the first caller makes it. `attempt` must not wait for
    /// another thread that may come here.
    pub(crate) fn get(&self, attempt: impl FnOnce() -> bool) -> bool {
        if let Some(outcome) = self.outcome() {
            return outcome;
        }
        let first = self.0.compare_exchange(UNTRIED, BUSY, AcqRel, Acquire);
        if first.is_ok() {
            let outcome = attempt();
            self.0.store(if outcome { YES } else { NO }, Release);
            return outcome;
        }
        loop {
            match self.outcome() {
                Some(outcome) => return outcome,
                None => sys::yield_now(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_attempt_decides() {
        let once = Once::new();
        assert_eq!(once.outcome(), None);
        assert!(!once.get(|| false));
        assert!(!once.get(|| panic!("a second attempt")));
        assert_eq!(once.outcome(), Some(false));
    }
}
