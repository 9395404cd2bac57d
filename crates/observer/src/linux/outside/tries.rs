//! How often a process is read anew that shows what may be over a moment later.

use super::look::Walks;
use residue_walk::Refusal;
use std::thread;
use std::time::Duration;

/// How often it is read.
const TRIES: usize = 12;

/// For how long it goes on in between; each time twice as long.
const PAUSE: Duration = Duration::from_micros(200);

/// For how long it may stand still, in sum, for what is refused again as it
/// was before: a heap that is damaged stays so. The longer of this and of two
/// walks.
const MOMENT: Duration = Duration::from_millis(100);

/// Tries to read a process.
#[derive(Debug)]
pub(super) struct Tries {
    made: usize,
    pause: Duration,
    /// For how long it stood still for the longest, and for all.
    longest: Duration,
    all: Duration,
    /// What was refused the last time.
    refused: Vec<(&'static str, Refusal)>,
}

impl Tries {
    pub(super) fn new() -> Tries {
        Tries {
            made: 0,
            pause: PAUSE,
            longest: Duration::ZERO,
            all: Duration::ZERO,
            refused: Vec::new(),
        }
    }

    /// Whether to try again, when `walks` are what the last try came to, for
    /// which the process stood still for so long; lets it go on for a moment
    /// then. What is given up is said.
    pub(super) fn again(&mut self, walks: &mut Walks, stood: Duration) -> bool {
        if !walks.may_be_better() {
            return false;
        }
        self.made += 1;
        self.all += stood;
        self.longest = self.longest.max(stood);
        let refused = walks.refused();
        let is_same = refused == self.refused;
        let is_long = self.all + stood > MOMENT.max(self.longest * 2);
        if self.made == TRIES || is_same && is_long {
            walks.give_up(self.made);
            return false;
        }
        self.refused = refused.to_vec();
        thread::sleep(self.pause);
        self.pause *= 2;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(what: &str) -> Walks {
        let why = Refusal::Inconsistent { what: what.to_owned() };
        Walks::refused_by("glibc", why)
    }

    /// How many walks of `stood` milliseconds are made of a heap that is
    /// refused for what `why` says of each, and what is said in the end.
    fn made(stood: u64, why: fn(usize) -> String) -> (usize, String) {
        let stood = Duration::from_millis(stood);
        let mut tries = Tries { pause: Duration::ZERO, ..Tries::new() };
        for made in 1.. {
            let mut walks = refused(&why(made));
            if !tries.again(&mut walks, stood) {
                let said = walks.refused()[0].1.to_string();
                return (made, said);
            }
        }
        unreachable!("tries have an end")
    }

    #[test]
    fn a_heap_that_stays_damaged_is_walked_for_as_long_as_two_walks_take() {
        let damaged = |_| "a chunk of 3 bytes".to_owned();
        let (walks, said) = made(2000, damaged);
        assert_eq!(walks, 2);
        assert!(said.contains("a chunk of 3 bytes"), "{said}");
        assert!(said.contains("2 walks"), "{said}");
        assert_eq!(made(30, damaged).0, 3);
        assert_eq!(made(1, damaged).0, TRIES);
    }

    #[test]
    fn one_that_is_refused_for_another_reason_each_time_is_at_work() {
        let at_work = |made| format!("a chunk of {made} bytes");
        let (walks, said) = made(2000, at_work);
        assert_eq!(walks, TRIES);
        assert!(said.contains("12 walks"), "{said}");
    }

    #[test]
    fn what_is_not_refused_is_read_once() {
        let mut walks = Walks::default();
        assert!(!Tries::new().again(&mut walks, Duration::from_secs(1)));
    }
}
