//! Which pages of an area are resident, by the process's page tables.

mod scan;
mod table;

pub(crate) use scan::Scanned;

use super::Span;
use super::process::Process;
use super::smaps::Area;
use crate::Error;
use std::fs::File;
use std::io;

/// The page tables of a process.
#[derive(Debug)]
pub(crate) struct Pages {
    process: Process,
    file: File,
    page: u64,
}

impl Pages {
    pub(crate) fn open(process: &Process, page: u64) -> Result<Pages, Error> {
        let file = process.open("pagemap")?;
        Ok(Pages { process: *process, file, page })
    }

    /// The resident pages of `areas`, which are in address order: sorted, and
    /// apart from each other.
    pub(crate) fn resident<'a>(
        &self,
        areas: impl IntoIterator<Item = &'a Area>,
    ) -> Result<Vec<Span>, Error> {
        let mut found = Vec::new();
        for area in areas.into_iter().filter(|area| area.resident > 0) {
            let spans = self
                .of_area(area)
                .map_err(|e| self.process.refusal("pagemap", e))?;
            for span in spans {
                push(span, &mut found);
            }
        }
        Ok(found)
    }

    /// The same without knowing how much is resident; `None` where only that
    /// makes it possible.
    pub(crate) fn scan<'a>(
        &self,
        areas: impl IntoIterator<Item = &'a Area>,
    ) -> Result<Option<Scanned>, Error> {
        let mut scanned = Scanned::default();
        // What the kernel shows of its own half has no page tables here.
        let own = areas.into_iter().filter(|area| area.span.start < 1 << 63);
        for area in own {
            match scan::scan_into(&self.file, &area.span, &mut scanned) {
                Ok(()) => {}
                Err(error) if scan::is_unknown(&error) => return Ok(None),
                Err(e) => return Err(self.process.refusal("pagemap", e)),
            }
        }
        Ok(Some(scanned))
    }

    /// How many bytes of `span` lie on pages that another process has too.
    pub(crate) fn shared(&self, span: &Span) -> io::Result<u64> {
        table::shared(&self.file, span, self.page)
    }

    /// The kernel's scan where there is one. Before Linux 6.17 it takes the
    /// huge zero page for a resident one; where it differs from `smaps`, the
    /// table is asked too. Shared memory has no such page: a difference there
    /// is of a process that goes on, and the table of a tracker's maps takes
    /// minutes.
    fn of_area(&self, area: &Area) -> io::Result<Vec<Span>> {
        let scanned = match scan::scan(&self.file, &area.span) {
            Ok(scanned) => {
                let found = total(&scanned.resident);
                if found == area.resident || !area.private {
                    return Ok(scanned.resident);
                }
                Some(scanned.resident)
            }
            Err(error) if scan::is_unknown(&error) => None,
            Err(error) => return Err(error),
        };
        let read =
            table::read(&self.file, &area.span, area.resident, self.page)?;
        let better = total(&read) == area.resident;
        Ok(scanned.filter(|_| !better).unwrap_or(read))
    }
}

/// Bytes of all of `spans`.
pub(crate) fn total(spans: &[Span]) -> u64 {
    spans.iter().map(|span| span.end - span.start).sum()
}

/// Adds a span behind all others, joined with the last where they touch.
pub(crate) fn push(span: Span, spans: &mut Vec<Span>) {
    match spans.last_mut() {
        Some(last) if last.end == span.start => last.end = span.end,
        _ => spans.push(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standstill;
    use crate::linux::mapping::MappedFile;
    use crate::linux::shell::Shell;
    use crate::linux::smaps;
    use residue_segment::SegmentRange;
    use rustix::fs::{MemfdFlags, memfd_create};
    use std::hint::black_box;
    use std::os::unix::fs::FileExt;
    use std::ptr;
    use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

    /// More than any allocator takes from what it has.
    const LEN: usize = 48 << 20;

    /// Fresh memory of which every third page is written, every third read
    /// (which maps the zero page), and every third not touched.
    fn chequered(page: usize) -> (Vec<u8>, Vec<Span>) {
        let mut bytes = vec![0; LEN];
        let mut written = Vec::new();
        let first = bytes.as_ptr().align_offset(page);
        for (number, at) in (first..LEN - page).step_by(page).enumerate() {
            let start = bytes.as_ptr().addr() + at;
            match number % 3 {
                0 => {
                    bytes[at + 64] = 1;
                    written.push(start as u64..(start + page) as u64);
                }
                1 => drop(black_box(bytes[at + 64])),
                _ => {}
            }
        }
        (bytes, written)
    }

    fn has_swap() -> bool {
        let text = std::fs::read_to_string("/proc/swaps").unwrap();
        text.lines().count() > 1
    }

    #[test]
    fn both_ways_see_the_pages_that_were_written() {
        let page = rustix::param::page_size();
        let (_bytes, written) = chequered(page);
        let window = written[1].start..written[written.len() - 1].end;
        let written = &written[1..];
        let file = File::open("/proc/self/pagemap").unwrap();
        let resident = total(written);
        let read = table::read(&file, &window, resident, page as u64).unwrap();
        assert!(read == written, "the table differs from what was written");
        match scan::scan(&file, &window) {
            Ok(Scanned { resident, swapped }) => {
                assert!(resident == written, "the scan differs");
                assert!(!swapped || has_swap(), "nothing can be in swap");
            }
            Err(error) => assert!(scan::is_unknown(&error), "{error}"),
        }
    }

    /// Its table may be longer than anybody waits for, and is read no further
    /// than `smaps` has pages.
    #[test]
    fn shared_memory_is_as_resident_as_the_scan_says() {
        const LEN: u64 = 1 << 45;
        let page = rustix::param::page_size() as u64;
        let file = memfd_create("t", MemfdFlags::CLOEXEC).unwrap();
        let file = File::from(file);
        file.set_len(LEN).unwrap();
        let whole = SegmentRange { offset: 0, len: LEN };
        let mapped = MappedFile::new(&file, whole).unwrap();
        let pages = [0, LEN / 2].map(|at| {
            file.write_all_at(&[1], at).unwrap();
            let there = mapped.at::<AtomicU8>(at).unwrap();
            assert_eq!(there.load(Relaxed), 1);
            let start = ptr::from_ref(there).addr() as u64;
            start..start + page
        });
        let process = Process::find(std::process::id()).unwrap();
        let smaps = process.read("smaps").unwrap();
        let areas = smaps::parse(&smaps).unwrap();
        let mut areas = areas.iter();
        let area = areas.find(|of| of.span.start == pages[0].start).unwrap();
        assert!(!area.private);
        let before = Area { resident: page, ..area.clone() };
        let seen = Pages::open(&process, page).unwrap();
        if scan::scan(&seen.file, &pages[0]).is_ok() {
            assert_eq!(seen.resident([&before]).unwrap(), pages);
        }
    }

    #[test]
    fn every_area_is_as_resident_as_smaps_says() {
        let shell = Shell::busy();
        let _still = Standstill::of(shell.id()).unwrap();
        let process = shell.process();
        let page = rustix::param::page_size() as u64;
        let areas = smaps::parse(&process.read("smaps").unwrap()).unwrap();
        let pages = Pages::open(&process, page).unwrap();
        let anonymous = || areas.iter().filter(|area| area.is_anonymous());
        assert!(anonymous().any(|area| area.resident > 0));
        for area in anonymous() {
            let spans = pages.resident([area]).unwrap();
            assert_eq!(total(&spans), area.resident);
            let read =
                table::read(&pages.file, &area.span, area.resident, page);
            assert_eq!(read.unwrap(), spans);
        }
    }
}
