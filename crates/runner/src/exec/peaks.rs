//! When a process has reached a new peak that is worth a look.

use residue_observer::Snapshot;
use std::time::{Duration, Instant};

/// How much higher than the last peak a new one is.
const STEP: (u64, u64) = (21, 20);

/// A process may stand still for one part in so many of its time, and for a
/// moment besides: one that is short, too, is to be looked at.
const SHARE: u32 = 50;
const MOMENT: Duration = Duration::from_millis(100);

/// The peaks that were seen so far.
#[derive(Debug)]
pub(super) struct Peaks {
    resident: u64,
    live: u64,
    began: Instant,
    /// For how long it stood still for peaks, and for the last look.
    stood: Duration,
    last: Duration,
    /// The highest that was resident when a look would have taken too long.
    missed: u64,
}

impl Peaks {
    /// Of a process that begins `now`.
    pub(super) fn new(now: Instant) -> Peaks {
        let zero = Duration::ZERO;
        Peaks {
            resident: 0,
            live: 0,
            began: now,
            stood: zero,
            last: zero,
            missed: 0,
        }
    }

    /// Whether what is held now, without stopping, is a new peak, and worth
    /// the time that a look takes.
    pub(super) fn is_new(
        &mut self,
        resident: u64,
        live: Option<u64>,
        now: Instant,
    ) -> bool {
        let is_new = is_above(resident, self.resident)
            || live.is_some_and(|live| is_above(live, self.live));
        if is_new && !self.may_look(now) {
            self.missed = self.missed.max(resident);
            return false;
        }
        is_new
    }

    /// Whether looks have taken little enough of its time so far that there is
    /// room for another like the last.
    pub(super) fn may_look(&self, now: Instant) -> bool {
        let ran = now.saturating_duration_since(self.began);
        self.stood + self.last <= ran / SHARE + MOMENT
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
        self.last = stood;
    }

    /// What was resident at a peak that was left out, where it is well above
    /// all that was looked at.
    pub(super) fn missed(&self) -> Option<u64> {
        is_above(self.missed, self.resident).then_some(self.missed)
    }
}

fn is_above(held: u64, peak: u64) -> bool {
    let (more, of) = STEP;
    u128::from(held) * u128::from(of) > u128::from(peak) * u128::from(more)
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
        peaks.stood(MOMENT / 2);
        assert!(peaks.is_new(9000, None, now), "a moment is free");
        peaks.stood(MOMENT / 2);
        let room = MOMENT / 2 * SHARE;
        let early = Duration::from_millis(1);
        assert!(!peaks.is_new(9000, None, now + room - early));
        assert!(peaks.is_new(9000, None, now + room));
    }

    #[test]
    fn a_peak_that_was_left_out_is_told_unless_a_look_was_as_high() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        peaks.saw(&snapshot(1000, 0));
        peaks.stood(MOMENT);
        assert_eq!(peaks.missed(), None);
        assert!(!peaks.is_new(2000, None, now));
        assert_eq!(peaks.missed(), Some(2000));
        peaks.saw(&snapshot(1950, 0));
        assert_eq!(peaks.missed(), None);
    }
}
