//! When a process has reached a new peak that is worth a look.

use residue_observer::Snapshot;
use std::time::{Duration, Instant};

/// How much higher than the last peak a new one is.
const STEP: (u64, u64) = (21, 20);

/// A process may stand still for one part in so many of its time, and for a
/// moment besides: one that is short, too, is to be looked at.
const SHARE: u32 = 20;
const MOMENT: Duration = Duration::from_millis(200);

/// The peaks that were seen so far.
#[derive(Debug)]
pub(super) struct Peaks {
    resident: u64,
    live: u64,
    began: Instant,
    /// For how long it stood still for peaks.
    stood: Duration,
}

impl Peaks {
    /// Of a process that begins `now`.
    pub(super) fn new(now: Instant) -> Peaks {
        let stood = Duration::ZERO;
        Peaks { resident: 0, live: 0, began: now, stood }
    }

    /// Whether what is held now, without stopping, is a new peak, and worth
    /// the time that a look takes.
    pub(super) fn is_new(
        &self,
        resident: u64,
        live: Option<u64>,
        now: Instant,
    ) -> bool {
        let above = |held: u64, peak: u64| {
            let (more, of) = STEP;
            u128::from(held) * u128::from(of)
                > u128::from(peak) * u128::from(more)
        };
        self.may_look(now)
            && (above(resident, self.resident)
                || live.is_some_and(|live| above(live, self.live)))
    }

    /// Whether looks have taken little enough of its time so far.
    pub(super) fn may_look(&self, now: Instant) -> bool {
        let ran = now.saturating_duration_since(self.began);
        self.stood <= ran / SHARE + MOMENT
    }

    /// A look was taken, for whatever reason.
    pub(super) fn saw(&mut self, seen: &Snapshot) {
        let resident = seen.resident.saturating_sub(seen.observer);
        let live = seen.counters.map_or(0, |counters| counters.live);
        self.resident = self.resident.max(resident);
        self.live = self.live.max(live);
    }

    /// It `stood` still for a look at a peak. Looks that somebody asked for
    /// are not counted.
    pub(super) fn stood(&mut self, stood: Duration) {
        self.stood += stood;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_observer::Counters;

    fn snapshot(resident: u64, live: u64) -> Snapshot {
        let counters = Some(Counters { live, ..Counters::default() });
        Snapshot { resident, counters, ..Snapshot::default() }
    }

    #[test]
    fn a_peak_is_five_hundredths_above_the_last() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        assert!(peaks.is_new(1, None, now));
        peaks.saw(&snapshot(1000, 500));
        assert!(!peaks.is_new(1050, Some(525), now));
        assert!(peaks.is_new(1051, Some(0), now));
        assert!(peaks.is_new(0, Some(526), now));
    }

    #[test]
    fn looks_take_a_small_part_of_the_time() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        peaks.saw(&snapshot(1000, 0));
        peaks.stood(MOMENT);
        assert!(peaks.is_new(9000, None, now), "a moment is free");
        let took = Duration::from_millis(10);
        peaks.stood(took);
        assert!(!peaks.is_new(9000, None, now + took * (SHARE - 1)));
        assert!(peaks.is_new(9000, None, now + took * SHARE));
    }
}
