//! What `/proc` shows of a process. What takes the kernel long is read when
//! the process goes on again.

use super::account::overlap;
use crate::Error;
use crate::linux::Span;
use crate::linux::extents::within;
use crate::linux::pages::{Pages, Scanned, total};
use crate::linux::process::{Process, Status};
use crate::linux::reading::Reading;
use crate::linux::smaps::{self, Area};
use crate::linux::stacks;
use residue_walk::{Mapping, parse_maps};

/// What is mapped and what of it is resident, at one moment.
#[derive(Debug)]
pub(super) struct Shown {
    process: Process,
    pub(super) reading: Reading,
    pub(super) mappings: Vec<Mapping>,
    /// Resident pages, sorted, apart from each other.
    pub(super) resident: Vec<Span>,
    /// Whether pages may be in swap.
    pub(super) swapped: bool,
    /// Whether `smaps` is still to be read.
    lacks_smaps: bool,
}

/// When `smaps` is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Smaps {
    /// With the rest: the flags of mappings tell heap from stacks where no
    /// walker does, but only a tracker.
    AtOnce,
    /// When the process goes on, if that is as good.
    Later,
}

impl Shown {
    pub(super) fn take(
        process: &Process,
        page: u64,
        smaps: Smaps,
    ) -> Result<Shown, Error> {
        let status = process.status()?;
        let maps = process.read("maps")?;
        let threads = stacks::threads(process)?;
        let pages = Pages::open(process, page)?;
        let mut areas = smaps::parse_maps(&maps)?;
        let scanned = match smaps {
            Smaps::AtOnce => None,
            Smaps::Later => pages.scan(&areas)?,
        };
        let scanned = scanned.filter(|of| adds_up(of, &status));
        let lacks_smaps = scanned.is_some();
        let Scanned { resident, swapped } = match scanned {
            Some(scanned) => {
                for area in &mut areas {
                    area.resident = overlap(&scanned.resident, &area.span);
                }
                scanned
            }
            None => {
                areas = smaps::parse_moving(&process.read_smaps()?)?;
                let resident = pages.resident(&areas)?;
                let swapped = areas.iter().any(|area| area.swapped > 0);
                Scanned { resident, swapped }
            }
        };
        let reading = Reading { page, status, areas, threads };
        let (process, mappings) = (*process, mappings(&maps)?);
        let shown = Shown {
            process,
            reading,
            mappings,
            resident,
            swapped,
            lacks_smaps,
        };
        Ok(shown)
    }

    /// Reads what is not worth that a process stands still for it: `smaps`,
    /// for which the kernel goes over all pages as slowly as one by one, and
    /// of which only what pages do not tell is taken.
    pub(super) fn complete(&mut self) -> Result<(), Error> {
        if !std::mem::take(&mut self.lacks_smaps) {
            return Ok(());
        }
        let later = smaps::parse_moving(&self.process.read_smaps()?)?;
        for area in &mut self.reading.areas {
            fill_in(area, &later);
        }
        Ok(())
    }
}

impl Shown {
    /// How many bytes of `spans`, which are resident, lie on pages that other
    /// processes have too, as a fork leaves them; `None` where that cannot be
    /// read any more. The process may go on.
    pub(super) fn shared(&self, spans: &[Span]) -> Option<u64> {
        let areas = self.reading.areas.iter();
        let mut areas = areas.filter(|area| area.shared > 0).peekable();
        if areas.peek().is_none() {
            return Some(0);
        }
        let pages = Pages::open(&self.process, self.reading.page).ok()?;
        let mut bytes = 0;
        for area in areas {
            for part in within(spans, &area.span) {
                bytes += pages.shared(&part).ok()?;
            }
        }
        Some(bytes)
    }
}

/// Whether the page tables show as much as the kernel counts: then `smaps`
/// would show no other. It does where huge pages of zeros, or those of a pool,
/// are not told apart, where a counter is behind, or the process goes on.
fn adds_up(scanned: &Scanned, status: &Status) -> bool {
    total(&scanned.resident) == status.resident
}

/// Takes from `later`, which is sorted, what was not known of `area`. It may
/// have grown since, and then no more than is there can be told of it.
fn fill_in(area: &mut Area, later: &[Area]) {
    let at = later.partition_point(|of| of.span.end <= area.span.start);
    let same =
        |of: &&Area| of.span.start <= area.span.start && of.name == area.name;
    let Some(same) = later.get(at).filter(same) else { return };
    let absent = area.span.end - area.span.start - area.resident;
    area.swapped = same.swapped.min(absent);
    area.proportional = same.proportional.min(area.resident);
    area.shared = same.shared.min(area.resident);
    area.lazy_free = same.lazy_free.min(area.resident);
    (area.no_reserve, area.no_huge) = (same.no_reserve, same.no_huge);
}

/// The mappings that `maps` lists.
pub(super) fn mappings(text: &str) -> Result<Vec<Mapping>, Error> {
    parse_maps(text).map_err(|e| Error::Malformed { what: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standstill;
    use crate::linux::shell::Shell;

    /// What is read while it stands still, and what of `smaps`.
    #[test]
    fn pages_show_the_same_as_smaps() {
        let page = rustix::param::page_size() as u64;
        let shell = Shell::busy();
        let _still = Standstill::of(shell.id()).unwrap();
        let process = shell.process();
        let mut shown = Shown::take(&process, page, Smaps::Later).unwrap();
        shown.complete().unwrap();
        let mut areas = smaps::parse(&process.read_smaps().unwrap()).unwrap();
        // Others come and go that have the C library's pages too.
        for (area, then) in areas.iter_mut().zip(&shown.reading.areas) {
            area.proportional = then.proportional;
        }
        assert_eq!(shown.reading.areas, areas);
    }

    fn area(span: Span, resident: u64) -> Area {
        Area { span, resident, ..Area::default() }
    }

    #[test]
    fn of_a_mapping_that_grew_no_more_is_told_than_there_was() {
        let mut known = area(0x2000..0x6000, 0x3000);
        let later = [
            area(0x1000..0x2000, 0),
            Area {
                lazy_free: 0x8000,
                swapped: 0x8000,
                no_huge: true,
                ..area(0x2000..0x20000, 0x10000)
            },
        ];
        fill_in(&mut known, &later);
        assert_eq!((known.lazy_free, known.swapped), (0x3000, 0x1000));
        assert!(known.no_huge && known.resident == 0x3000);
    }

    #[test]
    fn of_a_mapping_that_is_gone_nothing_is_told() {
        for later in [
            vec![],
            vec![area(0x8000..0x9000, 0)],
            vec![Area { name: "/b".into(), ..area(0x2000..0x6000, 0) }],
        ] {
            let mut known = area(0x2000..0x6000, 0x3000);
            let before = known.clone();
            fill_in(&mut known, &later);
            assert_eq!(known, before);
        }
    }

    #[test]
    fn a_sum_that_differs_by_a_page_does_not_add_up() {
        let resident = vec![0..0x1000, 0x2000..0x4000];
        let scanned = Scanned { resident, swapped: false };
        let status = |resident| Status { resident, ..Status::default() };
        assert!(adds_up(&scanned, &status(0x3000)));
        assert!(!adds_up(&scanned, &status(0x4000)));
    }
}
