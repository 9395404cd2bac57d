//! When a process has reached a new peak that is worth a look.

use residue_observer::{Sample, Snapshot};
use residue_present::Bytes;
use std::fmt;
use std::time::{Duration, Instant};

/// How much higher than the last peak a new one is; one that is reached while
/// it grows; and what is growth, from one reading to the next.
const STEP: (u64, u64) = (21, 20);
const DOUBLE: (u64, u64) = (2, 1);
const GROWTH: (u64, u64) = (101, 100);

/// Live bytes that came and went are told from so many on: every program has
/// a few.
const WORTH: u64 = 1 << 20;

/// A process may stand still for one part in so many of its time, and for a
/// moment besides: one that is short, too, is to be looked at.
const SHARE: u32 = 50;
const MOMENT: Duration = Duration::from_millis(100);

/// The peaks that were seen so far.
#[derive(Debug)]
pub(super) struct Peaks {
    /// The highest that was looked at.
    looked: Height,
    /// The highest of all that was held, and what was held last.
    highest: Height,
    last: Height,
    /// The highest live bytes by the program's own counters, which see what
    /// came and went between two readings.
    counted: u64,
    began: Instant,
    /// For how long it stood still for peaks, and for the last of them, which
    /// was that high.
    stood: Duration,
    stood_last: Duration,
    stood_at: u64,
}

/// What was held at a peak that nobody looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    /// So much was resident.
    Resident(u64),
    /// So much was live; how much was resident, nobody read.
    Live(u64),
}

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Missed::Resident(bytes) => {
                write!(f, "{} were resident", Bytes(bytes))
            }
            Missed::Live(bytes) => write!(f, "{} were live", Bytes(bytes)),
        }
    }
}

/// How much a process holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Height {
    pub(super) resident: u64,
    /// 0 where nobody tells.
    pub(super) live: u64,
}

impl Height {
    /// Whether it is higher than `other` in either, by that ratio.
    fn is_above(self, other: Height, by: (u64, u64)) -> bool {
        is_above(self.resident, other.resident, by)
            || is_above(self.live, other.live, by)
    }

    /// The higher of the two in both.
    fn max(self, other: Height) -> Height {
        Height {
            resident: self.resident.max(other.resident),
            live: self.live.max(other.live),
        }
    }

    /// The lower of the two in both.
    pub(super) fn min(self, other: Height) -> Height {
        Height {
            resident: self.resident.min(other.resident),
            live: self.live.min(other.live),
        }
    }
}

impl From<Sample> for Height {
    fn from(sample: Sample) -> Height {
        let Sample { resident, live } = sample;
        Height { resident, live: live.unwrap_or(0) }
    }
}

impl Peaks {
    /// Of a process that begins `now`.
    pub(super) fn new(now: Instant) -> Peaks {
        let (zero, none) = (Duration::ZERO, Height::default());
        Peaks {
            looked: none,
            highest: none,
            last: none,
            counted: 0,
            began: now,
            stood: zero,
            stood_last: zero,
            stood_at: 0,
        }
    }

    /// Whether what is held `now`, without stopping, is a new peak, and worth
    /// the time that a look takes. One that grows fast is looked at where it
    /// has doubled, or pauses: the last few hundredths below its height are
    /// worth less than to be there when it is reached.
    pub(super) fn is_new(&mut self, held: Height, now: Instant) -> bool {
        let grows = held.is_above(self.last, GROWTH);
        self.last = held;
        self.highest = self.highest.max(held);
        let is_due = match grows {
            true => held.is_above(self.looked, DOUBLE),
            false => held.is_above(self.looked, STEP),
        };
        is_due && self.may_look(held.resident, now)
    }

    /// Whether looks have taken little enough of its time so far that there is
    /// room for another, when so much is resident: it takes as long as the
    /// last for each byte.
    pub(super) fn may_look(&self, resident: u64, now: Instant) -> bool {
        let ran = now.saturating_duration_since(self.began);
        let grown = match self.stood_at {
            0 => 1.0,
            at => (resident as f64 / at as f64).max(1.0),
        };
        let next = self.stood_last.mul_f64(grown);
        self.stood + next <= ran / SHARE + MOMENT
    }

    /// A look was taken, for whatever reason; `around` it, before as well as
    /// after, at least so much was held. That is read without stopping, and
    /// what the kernel tells then is off by some hundred KiB: a small process
    /// seems to stay above what was seen of it, and would be looked at again
    /// and again.
    pub(super) fn saw(&mut self, seen: &Snapshot, around: Height) {
        let counted = seen.counters.map_or(0, |counters| counters.peak_live);
        self.counted = self.counted.max(counted);
        let seen = Height {
            resident: seen.resident.saturating_sub(seen.observer),
            live: seen.counters.map_or(0, |counters| counters.live),
        };
        self.looked = self.looked.max(seen).max(around);
    }

    /// It `stood` still for a look at a peak. Looks that somebody asked for
    /// are not counted.
    pub(super) fn stood(&mut self, stood: Duration, resident: u64) {
        self.stood += stood;
        self.stood_last = stood;
        self.stood_at = resident;
    }

    /// What was held at the highest moment, where it is well above all that was
    /// looked at.
    pub(super) fn missed(&self) -> Option<Missed> {
        let Height { resident, .. } = self.highest;
        if is_above(resident, self.looked.resident, STEP) {
            return Some(Missed::Resident(resident));
        }
        let (counted, looked) = (self.counted, self.looked.live);
        let is_missed = is_above(counted, looked, STEP)
            && counted.saturating_sub(looked) > WORTH;
        is_missed.then_some(Missed::Live(counted))
    }
}

fn is_above(held: u64, peak: u64, (more, of): (u64, u64)) -> bool {
    u128::from(held) * u128::from(of) > u128::from(peak) * u128::from(more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_observer::Counters;

    const NOTHING: Height = Height { resident: 0, live: 0 };

    fn snapshot(resident: u64, live: u64) -> Snapshot {
        let counters = Some(Counters { live, ..Counters::default() });
        Snapshot { resident, counters, ..Snapshot::default() }
    }

    fn held(resident: u64, live: u64) -> Height {
        Height { resident, live }
    }

    #[test]
    fn a_peak_is_five_hundredths_above_the_last() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        peaks.saw(&snapshot(1000, 500), NOTHING);
        peaks.is_new(held(1060, 530), now);
        assert!(!peaks.is_new(held(1050, 525), now));
        assert!(peaks.is_new(held(1051, 525), now));
        assert!(peaks.is_new(held(1000, 526), now));
    }

    #[test]
    fn what_stands_still_is_not_looked_at_again() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        let told = held(1100, 0);
        peaks.is_new(told, now);
        assert!(peaks.is_new(told, now));
        peaks.saw(&snapshot(1000, 0), told.min(told));
        assert!(!peaks.is_new(told, now), "the look said less, and is right");
    }

    #[test]
    fn what_fell_before_the_look_is_looked_at_when_it_comes_again() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        let (high, low) = (held(1100, 0), held(1000, 0));
        peaks.saw(&snapshot(1000, 0), high.min(low));
        peaks.is_new(high, now);
        assert!(peaks.is_new(high, now));
    }

    #[test]
    fn what_grows_is_looked_at_where_it_doubled_or_pauses() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        peaks.saw(&snapshot(1000, 0), NOTHING);
        for resident in [1200, 1500, 1999] {
            assert!(!peaks.is_new(held(resident, 0), now), "{resident}");
        }
        assert!(peaks.is_new(held(2001, 0), now), "it doubled");
        peaks.saw(&snapshot(2001, 0), NOTHING);
        assert!(!peaks.is_new(held(3000, 0), now));
        assert!(peaks.is_new(held(3020, 0), now), "it pauses");
        peaks.saw(&snapshot(3020, 0), NOTHING);
        assert!(!peaks.is_new(held(4000, 0), now));
        assert!(peaks.is_new(held(3900, 0), now), "it falls");
    }

    #[test]
    fn looks_take_a_small_part_of_the_time() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        peaks.saw(&snapshot(1000, 0), NOTHING);
        peaks.stood(MOMENT / 2, 1000);
        assert!(peaks.may_look(1000, now), "a moment is free");
        assert!(!peaks.may_look(1100, now), "one that is higher takes longer");
        peaks.stood(MOMENT / 2, 1000);
        let room = MOMENT / 2 * SHARE;
        let early = Duration::from_millis(1);
        assert!(!peaks.is_new(held(1000, 0), now));
        assert!(!peaks.may_look(1000, now + room - early));
        assert!(peaks.may_look(1000, now + room));
    }

    #[test]
    fn a_peak_that_was_left_out_is_told_unless_a_look_was_as_high() {
        let now = Instant::now();
        let mut peaks = Peaks::new(now);
        peaks.saw(&snapshot(1000, 0), NOTHING);
        peaks.stood(MOMENT, 1000);
        assert_eq!(peaks.missed(), None);
        assert!(!peaks.is_new(held(2000, 0), now));
        assert_eq!(peaks.missed(), Some(Missed::Resident(2000)));
        peaks.saw(&snapshot(1950, 0), NOTHING);
        assert_eq!(peaks.missed(), None);
    }

    #[test]
    fn what_came_and_went_between_two_looks_is_told() {
        let mut peaks = Peaks::new(Instant::now());
        let mut seen = snapshot(9 * WORTH, 5 * WORTH);
        let counted =
            |peak_live| Some(Counters { peak_live, ..Counters::default() });
        peaks.saw(&seen, NOTHING);
        seen.counters = counted(6 * WORTH);
        peaks.saw(&seen, NOTHING);
        assert_eq!(peaks.missed(), None);
        seen.counters = counted(7 * WORTH);
        peaks.saw(&seen, NOTHING);
        assert_eq!(peaks.missed(), Some(Missed::Live(7 * WORTH)));
    }
}
