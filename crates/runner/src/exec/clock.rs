//! Looks that are taken by the clock.

use std::time::{Duration, Instant};

/// When a process is looked at by the clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// How often.
    pub(super) every: Duration,
    /// Whether these looks are phases; else they take no more of the
    /// program's time than those at peaks.
    pub(super) is_kept: bool,
}

/// The clock of one process, running.
pub(super) struct ByClock {
    clock: Clock,
    due: Instant,
    taken: u64,
}

impl ByClock {
    /// It starts now.
    pub(super) fn starting(clock: Clock, now: Instant) -> ByClock {
        ByClock { clock, due: now + clock.every, taken: 0 }
    }

    /// Whether a look is due.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        now >= self.due
    }

    /// How long to wait for the next.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.due.saturating_duration_since(now)
    }

    /// The name of the look that is taken now, where it is kept.
    pub(super) fn next_name(&mut self) -> Option<String> {
        if !self.clock.is_kept {
            return None;
        }
        self.taken += 1;
        Some(format!("look-{}", self.taken))
    }

    /// One was taken. Where that takes longer than the time between two, the
    /// program has its time too.
    pub(super) fn taken(&mut self, now: Instant) {
        self.due = now + self.clock.every;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(1);

    #[test]
    fn the_next_look_is_due_so_long_after_the_last() {
        let now = Instant::now();
        let clock = Clock { every: EVERY, is_kept: true };
        let mut clock = ByClock::starting(clock, now);
        assert!(!clock.is_due(now) && clock.is_due(now + EVERY));
        clock.taken(now + 5 * EVERY);
        assert_eq!(clock.wait(now + 5 * EVERY), EVERY);
        assert_eq!(clock.wait(now + 7 * EVERY), Duration::ZERO);
    }

    #[test]
    fn looks_that_are_kept_have_numbers() {
        let now = Instant::now();
        let kept = Clock { every: EVERY, is_kept: true };
        let mut clock = ByClock::starting(kept, now);
        let names = [clock.next_name(), clock.next_name()];
        assert_eq!(names.map(Option::unwrap), ["look-1", "look-2"]);
        let other = Clock { is_kept: false, ..kept };
        assert_eq!(ByClock::starting(other, now).next_name(), None);
    }
}
