//! When half of what a program freed has left its resident set.

use crate::run::{Phase, Probe};

/// Less than this freed at once tells nothing of how soon it leaves.
const NOTABLE: u64 = 1 << 20;

/// A time in which a program waits, after it freed much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// It does nothing at all.
    Idle,
    /// It goes on with light work.
    Active,
}

impl Stretch {
    /// Each of them.
    pub(crate) const ALL: [Stretch; 2] = [Stretch::Idle, Stretch::Active];

    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Stretch::Idle => "idle",
            Stretch::Active => "active",
        }
    }

    /// The phase that ends it.
    pub(crate) const fn end(self) -> &'static str {
        match self {
            Stretch::Idle => "settled",
            Stretch::Active => "worked",
        }
    }
}

/// How long it took from the last free until half of what was freed since the
/// phase before had left the resident set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HalfLife {
    /// There is no such stretch, or next to nothing was freed before it.
    NothingFreed,
    /// What was freed is not known.
    Unknown,
    /// So many nanoseconds; 0 where it had left before the last free.
    After(u64),
    /// It stays, but the kernel may take half of it back at any time from
    /// then on.
    Lazily(u64),
    /// Not in these nanoseconds, which was as long as it was watched.
    NotWithin(u64),
}

impl HalfLife {
    /// That of the `stretch` of `probe`, as its samples show it.
    pub(crate) fn of(probe: &Probe, stretch: Stretch) -> HalfLife {
        let phases = &probe.phases;
        let Some(end) = end_of(probe, stretch) else {
            return HalfLife::NothingFreed;
        };
        let (before, after) = (&phases[end - 2], &phases[end - 1]);
        let freed = match (before.live, after.live) {
            (Some(before), Some(after)) => before.saturating_sub(after),
            _ => return HalfLife::Unknown,
        };
        if freed < NOTABLE {
            return HalfLife::NothingFreed;
        }
        let target = before.net_resident().saturating_sub(freed / 2);
        let Some(watched) = phases[end].elapsed_ns else {
            return HalfLife::Unknown;
        };
        let levels = levels(probe, end);
        let resident = |level: &Level| Some(level.resident);
        if let Some(at) = reached(&levels, target, resident) {
            return HalfLife::After(at);
        }
        let claimed =
            |level: &Level| Some(level.resident.saturating_sub(level.lazy?));
        match reached(&levels, target, claimed) {
            Some(at) => HalfLife::Lazily(at),
            None => HalfLife::NotWithin(watched),
        }
    }
}

/// What was resident in the `stretch` of `probe`: nanoseconds from the last
/// free, and bytes. Nothing where there is no such stretch.
pub(crate) fn course(probe: &Probe, stretch: Stretch) -> Vec<(u64, u64)> {
    let levels = end_of(probe, stretch).map(|end| levels(probe, end));
    let levels = levels.unwrap_or_default().into_iter();
    levels.map(|level| (level.at, level.resident)).collect()
}

/// The index of the phase that ends `stretch`, before which something was
/// freed.
fn end_of(probe: &Probe, stretch: Stretch) -> Option<usize> {
    let mut names = probe.phases.iter().map(|phase| &phase.name);
    names.position(|name| name == stretch.end()).filter(|&end| end >= 2)
}

/// What was resident at an instant of a stretch.
struct Level {
    /// Nanoseconds from its start.
    at: u64,
    resident: u64,
    lazy: Option<u64>,
}

/// What was seen from the phase before `end` to that one: measured at both,
/// and sampled between them.
fn levels(probe: &Probe, end: usize) -> Vec<Level> {
    let phases = &probe.phases;
    let times = phases[1..end].iter().map(|phase| phase.elapsed_ns);
    let start = times.flatten().fold(0, u64::saturating_add);
    let watched = phases[end].elapsed_ns.unwrap_or(0);
    let measured = |at: u64, phase: &Phase| Level {
        at,
        resident: phase.net_resident(),
        lazy: phase.lazy_free,
    };
    let span = start..=start.saturating_add(watched);
    let within = |at_ns: u64| span.contains(&at_ns);
    let samples = probe.samples.iter().filter(|of| within(of.at_ns));
    let sampled = samples.map(|sample| Level {
        at: sample.at_ns - start,
        resident: sample.resident,
        lazy: sample.lazy_free,
    });
    let first = measured(0, &phases[end - 1]);
    let last = measured(watched, &phases[end]);
    std::iter::once(first).chain(sampled).chain([last]).collect()
}

/// When a level first is at `target` or below, and every later one too: what
/// is taken again has not left.
fn reached(
    levels: &[Level],
    target: u64,
    level: impl Fn(&Level) -> Option<u64>,
) -> Option<u64> {
    let known = levels.iter().filter_map(|of| Some((of.at, level(of)?)));
    let mut since = None;
    for (at, bytes) in known {
        match bytes <= target {
            true => since = since.or(Some(at)),
            false => since = None,
        }
    }
    since
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Sample;

    const MIB: u64 = 1 << 20;
    const MS: u64 = 1_000_000;

    fn phase(name: &str, live: u64, resident: u64, ms: u64) -> Phase {
        Phase {
            name: name.to_owned(),
            live: Some(live * MIB),
            resident: resident * MIB,
            elapsed_ns: Some(ms * MS),
            ..Phase::default()
        }
    }

    /// 100 MiB are freed, and left as the samples say.
    fn probe(settled: u64, samples: &[(u64, u64, Option<u64>)]) -> Probe {
        let sample = |&(ms, resident, lazy): &(u64, u64, Option<u64>)| Sample {
            at_ns: ms * MS,
            resident: resident * MIB,
            lazy_free: lazy.map(|lazy| lazy * MIB),
            live: None,
        };
        Probe {
            samples: samples.iter().map(sample).collect(),
            phases: vec![
                phase("baseline", 0, 5, 7),
                phase("filled", 100, 110, 100),
                phase("drained", 0, 110, 50),
                phase("settled", 0, settled, 1000),
            ],
            ..Probe::default()
        }
    }

    #[test]
    fn is_told_from_the_last_free_to_the_first_sample_below_half() {
        let samples = [(200, 90, None), (350, 60, None), (400, 20, None)];
        let seen = HalfLife::of(&probe(10, &samples), Stretch::Idle);
        assert_eq!(seen, HalfLife::After(200 * MS));
    }

    #[test]
    fn what_left_before_the_last_free_took_no_time() {
        let mut probe = probe(10, &[]);
        probe.phases[2].resident = 40 * MIB;
        let seen = HalfLife::of(&probe, Stretch::Idle);
        assert_eq!(seen, HalfLife::After(0));
    }

    #[test]
    fn what_stays_is_told_with_how_long_it_was_watched() {
        let samples = [(200, 109, Some(0)), (900, 109, Some(0))];
        let seen = HalfLife::of(&probe(109, &samples), Stretch::Idle);
        assert_eq!(seen, HalfLife::NotWithin(1000 * MS));
    }

    #[test]
    fn what_comes_back_has_not_left() {
        let samples = [(200, 20, None), (300, 100, None), (700, 50, None)];
        let seen = HalfLife::of(&probe(50, &samples), Stretch::Idle);
        assert_eq!(seen, HalfLife::After(550 * MS));
    }

    #[test]
    fn what_the_kernel_may_take_is_told_apart() {
        let samples = [(200, 109, Some(10)), (450, 109, Some(80))];
        let mut probe = probe(109, &samples);
        probe.phases[3].lazy_free = Some(100 * MIB);
        let seen = HalfLife::of(&probe, Stretch::Idle);
        assert_eq!(seen, HalfLife::Lazily(300 * MS));
    }

    #[test]
    fn nothing_is_told_where_nothing_was_freed_or_that_is_not_known() {
        let mut probe = probe(10, &[]);
        assert_eq!(
            HalfLife::of(&probe, Stretch::Active),
            HalfLife::NothingFreed
        );
        probe.phases[1].live = None;
        assert_eq!(HalfLife::of(&probe, Stretch::Idle), HalfLife::Unknown);
        probe.phases[1].live = Some(0);
        assert_eq!(HalfLife::of(&probe, Stretch::Idle), HalfLife::NothingFreed);
    }
}
