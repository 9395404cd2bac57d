//! How far a figure moves by itself: the floor below which no difference is
//! a change.
//!
//! The constants come from 61 runs of one and the same build over seven
//! scenarios and three backends, of half a million elements and of 20,000,
//! with timers and without, on a machine of two processors that was at times
//! busy enough to slow them ten times; each comment names the widest range
//! seen.

use super::chance::Chance;
use super::moment::Moment;
use super::record::Part;
use super::statistic::ENOUGH;
use super::{Metric, Verdict};
use residue_ledger::Drift;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// Where a large object begins within its page is random under jemalloc, and
/// so is what it leaves untouched: 384 B.
const LIVE_PAGES: u64 = 1;

/// The same, as seen by the rows that are the rest of a page: 6.2 KiB.
const SPLIT_PAGES: u64 = 4;

/// Which pages of files and stacks are resident differs with the address that
/// the kernel chose, and with what of the file it had at hand: 1.04 MiB.
const PROGRAM: u64 = 2 * MIB;

/// What a thread keeps at hand: never a byte under glibc and mimalloc, 84 KiB
/// under jemalloc where no timer had a part in it.
const THREAD_CACHE: u64 = 256 * KIB;

/// Peaks of resident are polled while the program runs: 1.8 MiB of 133.
const POLLED: Percent = Percent(2);

/// The live bytes and counts of several threads, of which each
/// can be stopped anywhere: 0.9 KiB of a peak of 80 MiB, 0.6 KiB of 3.2 MiB.
const RACED: Percent = Percent(2);

/// The rest of their pages: 0.4 MiB.
const RACED_SPLIT: u64 = MIB;

/// A single time says little on a busy machine: a tenth and ten times of
/// another were seen.
const TIME: Percent = Percent(50);
const TIME_LEAST: u64 = 10_000_000;

/// So many hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Percent(u64);

impl Percent {
    /// That much of `whole`, to the next lower hundred.
    fn of(self, whole: u64) -> u64 {
        whole / 100 * self.0
    }
}

/// What decides how far the figures of a pair move by themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise {
    /// Whether the program makes the same allocations each time.
    exact: bool,
    /// Bytes of a page.
    page: u64,
    /// What the allocators leave to chance.
    chance: Chance,
    /// Whether both sides have [`ENOUGH`] repetitions to show their noise.
    shown: bool,
}

/// What a floor is worked out from, of both sides together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    /// The largest of the figure itself.
    pub(super) figure: u64,
    /// The widest range within one side.
    pub(super) spread: u64,
}

impl Noise {
    /// The noise of two groups' repetitions, on pages of so many bytes.
    pub(super) fn of(old: Part<'_>, new: Part<'_>, page: u64) -> Noise {
        let few = old.repetitions.len().min(new.repetitions.len());
        let exact = old.is_exact() && new.is_exact();
        let chances =
            [old, new].map(|at| Chance::of(&at.group.key.settings, !exact));
        let [one, other] = chances;
        Noise { exact, page, chance: one.or(other), shown: few >= ENOUGH }
    }

    /// A difference up to here, either way, is noise.
    pub(super) fn floor(
        &self,
        metric: Metric,
        extent: Extent,
        moment: Moment,
    ) -> u64 {
        let kept = |cached| {
            let room = self.chance.room(cached, moment.clock);
            self.as_shown(room, extent).max(self.chance.always)
        };
        let drifts = |drift| match drift {
            Drift::Live => (self.pages(LIVE_PAGES), self.raced(extent)),
            Drift::Split => (self.pages(SPLIT_PAGES), self.raced_split(extent)),
            Drift::Mapped => (PROGRAM, 0),
            Drift::Tables => (THREAD_CACHE, kept(0)),
            Drift::Cached => (THREAD_CACHE, kept(moment.cached)),
        };
        let (always, by_chance) = match metric {
            Metric::Live
            | Metric::Allocated
            | Metric::Allocations
            | Metric::Frees
            | Metric::Total
            | Metric::PeakLive
            | Metric::TransientLive => (0, self.raced(extent)),
            Metric::Row(row) => drifts(row.drift()),
            Metric::Untouched => drifts(Drift::Live),
            Metric::Swapped => drifts(Drift::Mapped),
            Metric::LazyFree => drifts(Drift::Cached),
            Metric::Resident => (PROGRAM + THREAD_CACHE, kept(moment.cached)),
            Metric::PeakResident | Metric::TransientResident => {
                let polled = POLLED.of(extent.figure);
                (PROGRAM + polled, kept(moment.most_cached))
            }
            Metric::Elapsed => {
                let room = TIME.of(extent.figure);
                (TIME_LEAST, self.as_shown(room, extent))
            }
        };
        always.saturating_add(by_chance)
    }

    /// The floor of a container's figure, which is declared or counted.
    pub(super) fn container_floor(&self, extent: Extent) -> u64 {
        self.raced(extent)
    }

    fn pages(&self, pages: u64) -> u64 {
        self.page.saturating_mul(pages)
    }

    /// Room for what threads race for among live objects.
    fn raced(&self, extent: Extent) -> u64 {
        let room = RACED.of(extent.figure).saturating_add(self.page);
        if self.exact { 0 } else { self.as_shown(room, extent) }
    }

    fn raced_split(&self, extent: Extent) -> u64 {
        if self.exact { 0 } else { self.as_shown(RACED_SPLIT, extent) }
    }

    /// `room`, but no more than twice what enough repetitions show to be
    /// needed: few of them seldom show all of it.
    fn as_shown(&self, room: u64, extent: Extent) -> u64 {
        let shown = extent.spread.saturating_mul(2);
        if self.shown { room.min(shown) } else { room }
    }
}

/// What a difference comes to, by its floor and by its interval.
pub(super) fn verdict(
    difference: i64,
    floor: u64,
    interval: Option<(i64, i64)>,
) -> Verdict {
    let is_apart = interval.is_none_or(|(low, high)| low > 0 || high < 0);
    match difference {
        _ if difference.unsigned_abs() <= floor || !is_apart => {
            Verdict::WithinNoise
        }
        1.. => Verdict::Regressed,
        _ => Verdict::Improved,
    }
}
