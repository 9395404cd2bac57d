//! Every allowance for noise: how much it is, of which figures, and why.
//!
//! The sizes come from 61 runs of one and the same build over seven scenarios
//! and three backends, of half a million elements and of 20,000, with timers
//! and without, on a machine of two processors that was at times busy enough
//! to slow them ten times; each comment names the widest range seen.

use residue_ledger::Drift;
use residue_present::{Bytes, Nanoseconds};

use super::{BackendDrift, Metric};

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// How much an allowance is: the sum of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) pages: u64,
    pub(super) bytes: u64,
    /// Nanoseconds.
    pub(super) time: u64,
    /// Hundredths of the figure.
    pub(super) percent: u64,
}

const NONE: Size = Size { pages: 0, bytes: 0, time: 0, percent: 0 };

/// Declares the floors once: what stands here is applied, and is explained.
macro_rules! floors {
    ($($(#[$doc:meta])* $name:ident: $size:expr, $where:expr, $why:expr;)*) => {
        /// An allowance for noise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Floor { $($(#[$doc])* $name,)* }

        impl Floor {
            /// All of them, in the order in which they are explained.
            pub(super) const ALL: &[Floor] = &[$(Floor::$name,)*];

            /// How much it is.
            pub(super) fn size(self) -> Size {
                match self { $(Floor::$name => $size,)* }
            }

            /// Where it holds only sometimes: when.
            fn condition(self) -> &'static str {
                match self { $(Floor::$name => $where,)* }
            }

            /// Why figures move by so much, by themselves.
            fn reason(self) -> &'static str {
                match self { $(Floor::$name => $why,)* }
            }
        }
    };
}

floors! {
    /// 384 B under jemalloc.
    LivePage: Size { pages: 1, ..NONE }, "", Drift::Live.reason();
    /// 6.2 KiB.
    SplitPages: Size { pages: 4, ..NONE }, "", Drift::Split.reason();
    /// 1.04 MiB.
    Mapped: Size { bytes: 2 * MIB, ..NONE }, "", Drift::Mapped.reason();
    /// Never a byte under glibc and mimalloc, 84 KiB under jemalloc where no
    /// timer had a part in it.
    AtHand: Size { bytes: 256 * KIB, ..NONE }, "",
        "threads keep some freed memory at hand";
    /// 1.8 MiB of 133.
    Polled: Size { percent: 2, ..NONE }, "",
        "peaks of resident are polled while the program runs";
    /// A tenth and ten times of another were seen.
    TimeLeast: Size { time: 10_000_000, ..NONE }, "",
        "a short time says little on a busy machine";
    /// As much as each backend states.
    Tables: NONE, "", "its own tables come now out of cached pages and now not";
    /// 0.9 KiB of a peak of 80 MiB, 0.6 KiB of 3.2 MiB.
    Raced: Size { pages: 1, percent: 2, ..NONE }, " where threads race",
        "each of several threads can be stopped anywhere";
    /// 133 KiB where 1.2 MiB were untouched, in a table of values of 1 KiB: see
    /// [`untouched_apart`].
    Begins: NONE, " as many pages as the square root of 18 times those that \
        are untouched, and no more than are untouched", Drift::Live.reason();
    /// 0.4 MiB.
    RacedSplit: Size { bytes: MIB, ..NONE }, " where threads race",
        "other objects end up on a page";
    /// 7.5 MiB of chunks; of the rest, 53 MiB of 81 where threads raced; and
    /// with a timer, 16 MiB of 93 on a quiet machine and 70 MiB of 88 on one
    /// that took ten times as long.
    GivenBack: Size { bytes: 8 * MIB, ..NONE },
        " and all that is cached where threads race, or as much of it as the \
         process's age is of four fifths of a timer (a decay time, a purge \
         delay)",
        "memory is given back in chunks, by whoever is faster";
    /// The same tenth and ten times.
    TimeShare: Size { percent: 50, ..NONE }, "",
        "a single time says little on a busy machine";
}

impl Floor {
    /// Whether it is an allowance of `metric`.
    pub(super) fn is_of(self, metric: Metric) -> bool {
        let drift = drift(metric);
        let peak =
            matches!(metric, Metric::PeakResident | Metric::TransientResident);
        let kept = matches!(drift, Some(Drift::Tables | Drift::Cached));
        let resident = metric == Metric::Resident;
        match self {
            Floor::LivePage | Floor::Begins => drift == Some(Drift::Live),
            Floor::SplitPages | Floor::RacedSplit => {
                drift == Some(Drift::Split)
            }
            Floor::Mapped => drift == Some(Drift::Mapped) || resident || peak,
            Floor::AtHand => kept || resident,
            Floor::Tables | Floor::GivenBack => kept || resident || peak,
            Floor::Polled => peak,
            Floor::Raced => drift == Some(Drift::Live) || is_counted(metric),
            Floor::TimeLeast | Floor::TimeShare => metric == Metric::Elapsed,
        }
    }

    /// Whether enough repetitions show how much of it is needed.
    pub(super) fn is_by_chance(self) -> bool {
        matches!(
            self,
            Floor::Raced
                | Floor::Begins
                | Floor::RacedSplit
                | Floor::GivenBack
                | Floor::TimeShare
        )
    }

    /// The allowance in words: how much, when, of what, and why; once for each
    /// backend that states it, where it is one's own.
    pub(super) fn said(self, drifts: &[BackendDrift]) -> Vec<String> {
        if !matches!(self, Floor::Tables | Floor::Begins) {
            return vec![self.sentence(self.size(), self.condition())];
        }
        let sentence = |drift: &BackendDrift| {
            let size = self.stated(drift)?;
            let under = format!("{} under {}", self.condition(), drift.backend);
            Some(self.sentence(size, &under).trim_start().to_owned())
        };
        drifts.iter().filter_map(sentence).collect()
    }

    /// How much of it is a backend's own, if anything.
    fn stated(self, by: &BackendDrift) -> Option<Size> {
        let tables = Size { bytes: by.tables, ..NONE };
        match self {
            Floor::Tables => (by.tables > 0).then_some(tables),
            _ => by.begins_anywhere.then_some(NONE),
        }
    }

    fn sentence(self, size: Size, condition: &str) -> String {
        let titles = Metric::ALL.into_iter().filter(|&at| self.is_of(at));
        let titles: Vec<_> = titles.map(Metric::title).collect();
        let (size, of, why) = (size.said(), titles.join(", "), self.reason());
        format!("{size}{condition} for {of}, because {why}")
    }
}

/// How many more untouched pages one of two runs has at most, of so many, where
/// chance decides where a large object begins.
///
/// Of each gap between what is touched, chance decides whether it covers one
/// page more. The number of such pages is a sum of choices made one by one, so
/// that its variance is no more than its mean, and that of the difference of
/// two runs no more than twice that. This is three standard deviations of it.
pub(super) fn untouched_apart(pages: u64) -> u64 {
    pages.saturating_mul(18).isqrt()
}

/// Figures that are counted as they happen, and are exact but where threads
/// race.
pub(super) fn is_counted(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::Live
            | Metric::Allocated
            | Metric::Allocations
            | Metric::Frees
            | Metric::Total
            | Metric::PeakLive
            | Metric::TransientLive
    )
}

/// Why the pages of a figure move, if it is of pages of one sort.
fn drift(metric: Metric) -> Option<Drift> {
    match metric {
        Metric::Row(row) => Some(row.drift()),
        Metric::Untouched => Some(Drift::Live),
        Metric::Swapped => Some(Drift::Mapped),
        Metric::LazyFree => Some(Drift::Cached),
        _ => None,
    }
}

impl Size {
    /// So much of a `figure`, on pages of so many bytes.
    pub(super) fn of(self, figure: u64, page: u64) -> u64 {
        // To the next lower hundred.
        let share = figure / 100 * self.percent;
        let pages = page.saturating_mul(self.pages);
        [self.bytes, self.time, share]
            .into_iter()
            .fold(pages, u64::saturating_add)
    }

    fn said(self) -> String {
        let mut parts = Vec::new();
        if self.percent > 0 {
            parts.push(format!("{} %", self.percent));
        }
        match self.pages {
            0 => {}
            1 => parts.push("a page".to_owned()),
            pages => parts.push(format!("{pages} pages")),
        }
        if self.bytes > 0 {
            parts.push(Bytes(self.bytes).to_string());
        }
        if self.time > 0 {
            parts.push(Nanoseconds(self.time).to_string());
        }
        parts.join(" and ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_counted_or_has_a_floor() {
        for metric in Metric::ALL {
            let floors = Floor::ALL.iter().filter(|at| at.is_of(metric));
            let always = floors.filter(|floor| !floor.is_by_chance());
            assert_eq!(always.count() == 0, is_counted(metric), "{metric:?}");
        }
    }

    #[test]
    fn a_size_is_the_sum_of_its_parts() {
        let size = Size { pages: 2, bytes: 3, time: 4, percent: 50 };
        assert_eq!(size.of(200, 4096), 8192 + 3 + 4 + 100);
        assert_eq!(size.said(), "50 % and 2 pages and 3 B and 4 ns");
    }
}
