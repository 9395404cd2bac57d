//! The figures that are compared: a finite vocabulary that all code loops
//! over.

use residue_compare::Kind;

use crate::run::Phase;
use residue_ledger::Row;
use residue_present::{Bytes, Count, Nanoseconds};

/// A figure of a phase that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Resident bytes without what Residue keeps there itself.
    Resident,
    /// A row of the ledger.
    Row(Row),
    /// Requested bytes of every allocation not yet freed.
    Live,
    /// Usable bytes of the same allocations.
    Allocated,
    /// The largest live so far.
    PeakLive,
    /// The largest resident so far.
    PeakResident,
    /// How far live rose on the way to the phase.
    TransientLive,
    /// How far resident rose on the way to the phase.
    TransientResident,
    /// Live bytes on pages that are not resident.
    Untouched,
    /// Bytes that are swapped out.
    Swapped,
    /// The part of cached that the kernel may take back at any time.
    LazyFree,
    /// Allocations since the process started.
    Allocations,
    /// Frees since the process started.
    Frees,
    /// Requested bytes ever allocated.
    Total,
    /// How long the program took from the phase before.
    Elapsed,
}

/// So much of what is counted in `kind`, for people.
pub(crate) fn show(kind: Kind, figure: u64) -> String {
    match kind {
        Kind::Bytes => Bytes(figure).to_string(),
        Kind::Count => Count(figure).to_string(),
        Kind::Time => Nanoseconds(figure).to_string(),
    }
}

/// The metrics that are no rows. The rows come after the first of them.
const OTHERS: [Metric; 14] = [
    Metric::Resident,
    Metric::Live,
    Metric::Allocated,
    Metric::PeakLive,
    Metric::PeakResident,
    Metric::TransientLive,
    Metric::TransientResident,
    Metric::Untouched,
    Metric::Swapped,
    Metric::LazyFree,
    Metric::Allocations,
    Metric::Frees,
    Metric::Total,
    Metric::Elapsed,
];

impl Metric {
    /// All metrics, in the order in which they are shown.
    pub const ALL: [Metric; Row::ALL.len() + OTHERS.len()] = {
        let mut all = [Metric::Resident; Row::ALL.len() + OTHERS.len()];
        let (mut row, mut other) = (0, 1);
        while row < Row::ALL.len() {
            all[1 + row] = Metric::Row(Row::ALL[row]);
            row += 1;
        }
        while other < OTHERS.len() {
            all[row + other] = OTHERS[other];
            other += 1;
        }
        all
    };

    /// The metric's name in limits and stored comparisons.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Resident => "resident",
            Metric::Row(row) => row.name(),
            Metric::Live => "live",
            Metric::Allocated => "allocated",
            Metric::PeakLive => "peak_live",
            Metric::PeakResident => "peak_resident",
            Metric::TransientLive => "transient_live",
            Metric::TransientResident => "transient_resident",
            Metric::Untouched => "untouched",
            Metric::Swapped => "swapped",
            Metric::LazyFree => "lazy_free",
            Metric::Allocations => "allocations",
            Metric::Frees => "frees",
            Metric::Total => "total",
            Metric::Elapsed => "elapsed",
        }
    }

    /// The metric of this name.
    pub fn from_name(name: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|metric| metric.name() == name)
    }

    /// The metric's name for people.
    pub fn title(self) -> &'static str {
        match self {
            Metric::Row(row) => row.title(),
            Metric::PeakLive => "peak live",
            Metric::PeakResident => "peak resident",
            Metric::TransientLive => "transient live",
            Metric::TransientResident => "transient resident",
            Metric::LazyFree => "lazy free",
            Metric::Elapsed => "time",
            metric => metric.name(),
        }
    }

    /// What the figure is, in one sentence.
    pub fn definition(self) -> &'static str {
        match self {
            Metric::Resident => {
                "Physical memory mapped into the process, without what \
                 Residue itself keeps there."
            }
            Metric::Row(row) => row.definition(),
            Metric::Live => {
                "Requested bytes of every allocation not yet freed."
            }
            Metric::Allocated => {
                "Usable bytes of the allocations not yet freed; not below \
                 live."
            }
            Metric::PeakLive => "The largest live so far.",
            Metric::PeakResident => "The largest resident so far.",
            Metric::TransientLive => {
                "How far live rose, on the way from the phase before, above \
                 what it was there."
            }
            Metric::TransientResident => {
                "How far resident rose, on the way from the phase before, \
                 above what it was there."
            }
            Metric::Untouched => {
                "Live bytes on pages that are not resident, so in no row of \
                 the ledger."
            }
            Metric::Swapped => "Bytes of the process that are swapped out.",
            Metric::LazyFree => {
                "The part of cached that the kernel may take back at any time."
            }
            Metric::Allocations => "Allocations since the process started.",
            Metric::Frees => "Frees since the process started.",
            Metric::Total => "Requested bytes ever allocated.",
            Metric::Elapsed => {
                "How long the program took from the phase before, without \
                 standing still."
            }
        }
    }

    /// The row of the ledger that it is, if it is one.
    pub fn row(self) -> Option<Row> {
        match self {
            Metric::Row(row) => Some(row),
            _ => None,
        }
    }

    /// What it is counted in.
    pub fn kind(self) -> Kind {
        match self {
            Metric::Allocations | Metric::Frees => Kind::Count,
            Metric::Elapsed => Kind::Time,
            _ => Kind::Bytes,
        }
    }

    /// Whether it is a figure of memory, on which verdicts and limits rest;
    /// times are only shown.
    pub fn is_memory(self) -> bool {
        self.kind() != Kind::Time
    }

    /// Whether it says something of the program also where the resident
    /// figures are a profiler's own.
    pub(super) fn outlives_profiler(self) -> bool {
        matches!(
            self,
            Metric::Live
                | Metric::Allocated
                | Metric::PeakLive
                | Metric::TransientLive
                | Metric::Allocations
                | Metric::Frees
                | Metric::Total
        )
    }

    /// The figure in `phase`, where it is known.
    pub fn of(self, phase: &Phase) -> Option<u64> {
        match self {
            Metric::Resident => Some(phase.net_resident()),
            Metric::Row(row) => phase.ledger.get(row),
            Metric::Live => phase.live,
            Metric::Allocated => phase.allocated,
            Metric::PeakLive => phase.peak_live,
            Metric::PeakResident => phase.peak_resident,
            Metric::TransientLive => phase.transient_live,
            Metric::TransientResident => phase.transient_resident,
            Metric::Untouched => phase.untouched,
            Metric::Swapped => phase.swapped,
            Metric::LazyFree => phase.lazy_free,
            Metric::Allocations => phase.allocations,
            Metric::Frees => phase.frees,
            Metric::Total => phase.total,
            Metric::Elapsed => phase.elapsed_ns,
        }
    }

    /// The metric's place in [`Metric::ALL`].
    pub(crate) fn index(self) -> usize {
        const ROWS: usize = Row::ALL.len();
        match self {
            Metric::Resident => 0,
            Metric::Row(row) => 1 + row as usize,
            Metric::Live => 1 + ROWS,
            Metric::Allocated => 2 + ROWS,
            Metric::PeakLive => 3 + ROWS,
            Metric::PeakResident => 4 + ROWS,
            Metric::TransientLive => 5 + ROWS,
            Metric::TransientResident => 6 + ROWS,
            Metric::Untouched => 7 + ROWS,
            Metric::Swapped => 8 + ROWS,
            Metric::LazyFree => 9 + ROWS,
            Metric::Allocations => 10 + ROWS,
            Metric::Frees => 11 + ROWS,
            Metric::Total => 12 + ROWS,
            Metric::Elapsed => 13 + ROWS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_indexed_in_the_order_of_all() {
        for (index, metric) in Metric::ALL.into_iter().enumerate() {
            assert_eq!(metric.index(), index);
            assert_eq!(Metric::from_name(metric.name()), Some(metric));
        }
    }
}
