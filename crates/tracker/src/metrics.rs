//! The figures of this process as text that Prometheus and its kin scrape.
//!
//! A service answers `GET /metrics` with it:
//!
//! ```
//! use residue::metrics::{self, TextFormat};
//! # use residue::Tracking;
//! # #[global_allocator]
//! # static ALLOCATOR: Tracking<std::alloc::System> = Tracking::new(std::alloc::System);
//!
//! let accept = Some("application/openmetrics-text");
//! let format = TextFormat::accepted(accept);
//! let content_type = format.content_type();
//! let mut body = String::new();
//! metrics::write(format, &mut body)?;
//! assert!(body.contains("residue_live_bytes"));
//! # Ok::<(), metrics::Refused>(())
//! ```
//!
//! There are resident memory, the counters, and what each container holds. The
//! rows of the ledger are known outside alone: `residue exec --metrics` and
//! `residue watch PID --metrics` serve these too, by the same names.

use crate::inside::sum_live;
use crate::mapped::Control;
use crate::resident::own_resident;
use crate::status::{Status, status};
use crate::{Counters, counters, process};
use residue_metrics::{Contained, Counted, Family, Metric};
use residue_segment::{CONTAINERS_MAX, ContainerEntry};
use std::fmt;
use std::sync::atomic::Ordering::Relaxed;

pub use residue_metrics::TextFormat;

/// Writes the figures of this process to `out`. What is not known is left out,
/// such as the live bytes of containers where there is no map of objects.
///
/// It allocates nothing, but for what `out` does. Where there are named
/// containers it reads the whole map of objects, which takes some milliseconds
/// for a million of them, and 40 KiB of stack.
///
/// # Errors
///
/// Where nothing is counted, and where `out` fails; it may have been written
/// to then.
pub fn write<W: fmt::Write + ?Sized>(
    format: TextFormat,
    out: &mut W,
) -> Result<(), Refused> {
    let control = process::control();
    let control = control.ok_or_else(|| Refused::Uncounted(status()))?;
    let counted = counted(counters().map_err(Refused::Uncounted)?);
    let resident = own_resident();
    let containers = Containers::of(control);
    let written =
        residue_metrics::write(format, out, |metric, family| match metric {
            Metric::Resident => family.sample_known(&[], resident),
            _ if metric.is_of_containers() => containers.write(family, metric),
            _ => family.sample_known(&[], counted.figure(metric)),
        });
    written.map_err(|fmt::Error| Refused::Unwritten)
}

fn counted(of: Counters) -> Counted {
    let Counters { live, peak_live, allocations, frees, total, .. } = of;
    Counted { live, peak_live, allocations, frees, requested: total }
}

/// The named containers.
struct Containers {
    entries: &'static [ContainerEntry],
    /// The live bytes of each.
    live: [u64; CONTAINERS_MAX],
    /// Whether these are known.
    has_live: bool,
}

/// What one entry holds.
#[derive(Clone, Copy)]
struct Held {
    entry: &'static ContainerEntry,
    live: Option<u64>,
}

impl Held {
    fn contained(self) -> Contained {
        let Held { entry, live } = self;
        let split = live.map(|live| entry.split(live));
        Contained {
            live,
            payload: split.map(|(payload, _)| payload),
            slack: split.map(|(_, slack)| slack),
            elements: Some(entry.elements.load(Relaxed)),
            capacity: Some(entry.capacity.load(Relaxed)),
        }
    }
}

impl Containers {
    fn of(control: Control) -> Containers {
        let named = control.header().containers.load(Relaxed) as usize;
        let entries = &control.containers()[..named.min(CONTAINERS_MAX)];
        let mut live = [0; CONTAINERS_MAX];
        let sums = &mut live[..entries.len()];
        let has_live = !entries.is_empty() && sum_live(control, sums);
        Containers { entries, live, has_live }
    }

    /// A sample of each name: containers of one name are one.
    fn write<W: fmt::Write + ?Sized>(
        &self,
        family: &mut Family<'_, W>,
        metric: Metric,
    ) -> fmt::Result {
        for (at, entry) in self.entries.iter().enumerate() {
            let name = &entry.name;
            if self.entries[..at].iter().any(|of| of.name == *name) {
                continue;
            }
            let alike = self.all().skip(at);
            let alike = alike.filter(|of| of.entry.name == *name);
            let figures = alike.map(|of| of.contained().figure(metric));
            let sum = figures.reduce(|one, other| Some(one? + other?));
            family.sample_known(&[("container", name)], sum.flatten())?;
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = Held> {
        let with_live = self.entries.iter().zip(self.live);
        with_live.map(|(entry, live)| Held {
            entry,
            live: self.has_live.then_some(live),
        })
    }
}

/// Why figures were not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// Nothing is counted, and this says why.
    Uncounted(Status),
    /// What they were written to failed.
    Unwritten,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Uncounted(status) => status.fmt(f),
            Refused::Unwritten => f.write_str("the text could not be written"),
        }
    }
}

impl std::error::Error for Refused {}
