//! The metrics: a finite vocabulary that all code loops over.

/// A figure that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// What the figures are of.
    Program,
    /// Resident memory now.
    Resident,
    /// Live bytes now.
    Live,
    /// Highest live bytes.
    PeakLive,
    /// Allocations so far.
    Allocations,
    /// Frees so far.
    Frees,
    /// Bytes requested so far.
    Requested,
    /// Looks so far.
    Looks,
    /// For how long it stood still for looks.
    Standing,
    /// How old the last look is.
    LedgerAge,
    /// Resident memory at the last look.
    LedgerResident,
    /// A row of the ledger, named by the label `row`.
    Ledger,
    /// What no row explains.
    LedgerResidual,
    /// What Residue keeps in the program.
    Observer,
    /// Highest resident memory.
    PeakResident,
    /// What the allocator set aside for live objects.
    Allocated,
    /// Live bytes that are not resident.
    Untouched,
    /// Bytes in swap.
    Swapped,
    /// What the kernel may take back.
    LazyFree,
    /// Live bytes of a container, named by the label `container`, as in all
    /// that follow.
    ContainerLive,
    /// Elements' bytes of a container.
    ContainerPayload,
    /// Bytes of a container beyond its elements.
    ContainerSlack,
    /// Elements of a container.
    ContainerElements,
    /// Elements that a container has room for.
    ContainerCapacity,
}

/// How a metric moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It rises and falls.
    Gauge,
    /// It only grows; its samples are named with `_total`.
    Counter,
    /// Its labels are all it says; its samples are named with `_info`.
    Info,
}

/// What a metric is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Seconds.
    Seconds,
    /// Things.
    Count,
}

/// All that is particular to one metric, stated once: its name without the
/// prefix and the unit, and what it means.
type Facts = (Kind, Unit, &'static str, &'static str);

impl Metric {
    /// All metrics, in the order in which they are written.
    pub const ALL: [Metric; 24] = [
        Metric::Program,
        Metric::Resident,
        Metric::Live,
        Metric::PeakLive,
        Metric::Allocations,
        Metric::Frees,
        Metric::Requested,
        Metric::Looks,
        Metric::Standing,
        Metric::LedgerAge,
        Metric::LedgerResident,
        Metric::Ledger,
        Metric::LedgerResidual,
        Metric::Observer,
        Metric::PeakResident,
        Metric::Allocated,
        Metric::Untouched,
        Metric::Swapped,
        Metric::LazyFree,
        Metric::ContainerLive,
        Metric::ContainerPayload,
        Metric::ContainerSlack,
        Metric::ContainerElements,
        Metric::ContainerCapacity,
    ];

    const fn facts(self) -> Facts {
        use Kind::{Counter, Gauge, Info};
        use Unit::{Bytes, Count, Seconds};
        match self {
            Metric::Program => (
                Info,
                Count,
                "residue_program",
                "What the figures are of, and the allocator that held most \
                 at the last look.",
            ),
            Metric::Resident => (
                Gauge,
                Bytes,
                "residue_resident_bytes",
                "Resident memory now, without shared memory; the kernel \
                 counts it in batches, to a few hundred KiB.",
            ),
            Metric::Live => (
                Gauge,
                Bytes,
                "residue_live_bytes",
                "Requested bytes of every allocation not yet freed.",
            ),
            Metric::PeakLive => (
                Gauge,
                Bytes,
                "residue_peak_live_bytes",
                "Highest live bytes so far.",
            ),
            Metric::Allocations => (
                Counter,
                Count,
                "residue_allocations",
                "Allocations that succeeded; a reallocation is one.",
            ),
            Metric::Frees => (
                Counter,
                Count,
                "residue_frees",
                "Frees; a reallocation is one.",
            ),
            Metric::Requested => (
                Counter,
                Bytes,
                "residue_requested_bytes",
                "Requested bytes of all allocations.",
            ),
            Metric::Looks => (
                Counter,
                Count,
                "residue_looks",
                "Looks that were taken; the ledger is of the last.",
            ),
            Metric::Standing => (
                Counter,
                Seconds,
                "residue_standing_seconds",
                "For how long the program stood still for all looks.",
            ),
            Metric::LedgerAge => (
                Gauge,
                Seconds,
                "residue_ledger_age_seconds",
                "How long ago the last look was; the ledger is of that \
                 moment.",
            ),
            Metric::LedgerResident => (
                Gauge,
                Bytes,
                "residue_ledger_resident_bytes",
                "Resident memory at the last look, without what Residue \
                 keeps: what the rows of the ledger and the residual add up \
                 to.",
            ),
            Metric::Ledger => (
                Gauge,
                Bytes,
                "residue_ledger_bytes",
                "Resident bytes by the row of the ledger that they stand in.",
            ),
            Metric::LedgerResidual => (
                Gauge,
                Bytes,
                "residue_ledger_residual_bytes",
                "Resident bytes that no row explains; below 0 where rows \
                 explain more.",
            ),
            Metric::Observer => (
                Gauge,
                Bytes,
                "residue_observer_bytes",
                "What Residue itself keeps resident in the program; in no row.",
            ),
            Metric::PeakResident => (
                Gauge,
                Bytes,
                "residue_peak_resident_bytes",
                "Highest resident memory up to the last look, with what \
                 Residue keeps.",
            ),
            Metric::Allocated => (
                Gauge,
                Bytes,
                "residue_allocated_bytes",
                "What the allocator set aside for live objects: their usable \
                 sizes.",
            ),
            Metric::Untouched => (
                Gauge,
                Bytes,
                "residue_untouched_bytes",
                "Live bytes on pages that are not resident, in no row.",
            ),
            Metric::Swapped => {
                (Gauge, Bytes, "residue_swapped_bytes", "Bytes in swap.")
            }
            Metric::LazyFree => (
                Gauge,
                Bytes,
                "residue_lazy_free_bytes",
                "The part of cached that the kernel may take back any time.",
            ),
            Metric::ContainerLive => (
                Gauge,
                Bytes,
                "residue_container_live_bytes",
                "Live bytes of a named container, resident or not.",
            ),
            Metric::ContainerPayload => (
                Gauge,
                Bytes,
                "residue_container_payload_bytes",
                "The part of a container's live bytes that is elements and \
                 what they own.",
            ),
            Metric::ContainerSlack => (
                Gauge,
                Bytes,
                "residue_container_slack_bytes",
                "The part of a container's live bytes beyond its elements.",
            ),
            Metric::ContainerElements => (
                Gauge,
                Count,
                "residue_container_elements",
                "Elements that a container holds.",
            ),
            Metric::ContainerCapacity => (
                Gauge,
                Count,
                "residue_container_capacity",
                "Elements that a container has room for.",
            ),
        }
    }

    /// How it moves.
    pub const fn kind(self) -> Kind {
        self.facts().0
    }

    /// What it is counted in.
    pub const fn unit(self) -> Unit {
        self.facts().1
    }

    /// The name of its family; [`Kind::suffix`] makes it that of its samples.
    pub const fn name(self) -> &'static str {
        self.facts().2
    }

    /// What it means, in one sentence.
    pub const fn help(self) -> &'static str {
        self.facts().3
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Gauge, Kind::Counter, Kind::Info];

    /// Its name in the text.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Gauge => "gauge",
            Kind::Counter => "counter",
            Kind::Info => "info",
        }
    }

    /// What the name of a sample has behind that of its family.
    pub const fn suffix(self) -> &'static str {
        match self {
            Kind::Gauge => "",
            Kind::Counter => "_total",
            Kind::Info => "_info",
        }
    }
}

impl Unit {
    /// All units.
    pub const ALL: [Unit; 3] = [Unit::Bytes, Unit::Seconds, Unit::Count];

    /// Its name, with which the name of a metric ends; things have none.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Unit::Bytes => Some("bytes"),
            Unit::Seconds => Some("seconds"),
            Unit::Count => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_metric_is_named_once_and_with_its_unit() {
        let names: BTreeSet<_> = Metric::ALL.map(Metric::name).into();
        assert_eq!(names.len(), Metric::ALL.len());
        for metric in Metric::ALL {
            let name = metric.name();
            assert!(name.starts_with("residue_"), "{name}");
            for unit in Unit::ALL {
                let Some(suffix) = unit.name() else { continue };
                let ends = name.ends_with(&format!("_{suffix}"));
                assert_eq!(ends, metric.unit() == unit, "{name}");
            }
            assert!(metric.help().ends_with('.'), "{name}");
            assert!(!metric.help().contains(['\\', '"', '\n']), "{name}");
        }
    }

    #[test]
    fn no_family_takes_the_name_of_anothers_samples() {
        let sample =
            |of: Metric| format!("{}{}", of.name(), of.kind().suffix());
        let samples: BTreeSet<_> = Metric::ALL.map(sample).into();
        assert_eq!(samples.len(), Metric::ALL.len());
        for metric in Metric::ALL {
            let name = metric.name();
            let is_gauge = metric.kind() == Kind::Gauge;
            assert_eq!(samples.contains(name), is_gauge, "{name}");
        }
    }
}
