//! Whether a subject does what it is measured for.
#![expect(unsafe_code, reason = "objects are allocated directly")]

use super::prof::Served;
use super::reading::{Moved, Reading, live};
use super::subject::Subject;
use residue_segment::{FILE_NAME, Geometry, Header, LiveCell};
use std::fs::{self, File};
use std::io;
use std::mem::offset_of;
use std::os::unix::fs::FileExt;

const OBJECTS: usize = 1000;
const SIZE: usize = 64;
const BYTES: u64 = (OBJECTS * SIZE) as u64;

/// Refuses a subject whose own counter does not move by what is allocated.
pub(crate) fn check(subject: &Subject) -> Result<(), String> {
    let _on = (subject.switch)();
    let checked = match &subject.reading {
        Reading::None => Ok(()),
        Reading::Served(served) => sampled(served),
        Reading::Moves(moved) => counter(subject, moved, BYTES),
        Reading::Still(moved) => counter(subject, moved, 0),
        Reading::Map { tagged } => map(subject, *tagged),
    };
    checked.map_err(|why| format!("{}: {why}", subject.name))
}

fn counter(subject: &Subject, moved: &Moved, expected: u64) -> io::Result<()> {
    let mut objects = [std::ptr::null_mut(); OBJECTS];
    // Read while they live: some count only what does.
    let moved = moved(&mut || subject.timed.fill(SIZE, &mut objects));
    // SAFETY: filled just now for this size.
    unsafe { subject.timed.empty(SIZE, &objects) };
    if moved == expected {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "its counter moved by {moved} for {BYTES} bytes where {expected} was \
         expected, so that it is not measured for what it does"
    )))
}

/// Allocates what is expected to be seen, shows it, and frees it.
fn work(subject: &Subject, mut seen: impl FnMut(&[*mut u8])) {
    let mut objects = [std::ptr::null_mut(); OBJECTS];
    subject.timed.fill(SIZE, &mut objects);
    seen(&objects);
    // SAFETY: filled just now for this size.
    unsafe { subject.timed.empty(SIZE, &objects) };
}

/// The live map must show every object as long as it lives, with its size
/// and whether it is a container's.
fn map(subject: &Subject, tagged: bool) -> io::Result<()> {
    // Not before the first object is there a map.
    work(subject, |_| ());
    let map = Map::of_this_process()?;
    let head = LiveCell::small(SIZE as u64);
    let before = live();
    let mut all = Vec::with_capacity(OBJECTS);
    let (mut moved, mut shown) = (0, 0);
    work(subject, |objects| {
        moved = live().wrapping_sub(before);
        all.extend(objects.iter().map(|object| object.addr() as u64));
        shown = map.count(&all, |cells| {
            cells[0] == head && cells[1].is_part() == tagged
        });
    });
    let left = map.count(&all, |cells| cells == [LiveCell::EMPTY; 2]);
    if (moved, shown, left) == (BYTES, OBJECTS, OBJECTS) {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "of {OBJECTS} objects of {SIZE} bytes the map shows {shown}, and \
         {left} as freed afterwards; the counter moved by {moved} bytes ({})",
        residue::status()
    )))
}

/// The live map of this process, read as an observer does.
struct Map {
    file: File,
    geometry: Geometry,
}

impl Map {
    fn of_this_process() -> io::Result<Map> {
        let name = format!("/memfd:{FILE_NAME}");
        let is_segment = |link: &fs::DirEntry| {
            fs::read_link(link.path())
                .is_ok_and(|to| to.to_string_lossy().starts_with(&name))
        };
        let mut links = fs::read_dir("/proc/self/fd")?.flatten();
        let link = links.find(is_segment).ok_or_else(|| {
            io::Error::other(format!("no live map ({})", residue::status()))
        })?;
        let file = File::open(link.path())?;
        let mut bits = [0; 8];
        file.read_exact_at(&mut bits, offset_of!(Header, address_bits) as u64)?;
        let geometry = Geometry::new(u64::from_le_bytes(bits) as u32);
        let geometry = geometry.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Map { file, geometry })
    }

    /// Of how many of `addresses` the map has what `is_expected`: in the cell
    /// of the address, and in the one after it.
    fn count(
        &self,
        addresses: &[u64],
        is_expected: impl Fn([LiveCell; 2]) -> bool,
    ) -> usize {
        let matches = |address: &&u64| {
            let mut cells = [0; 2];
            let live = self.geometry.live().offset;
            let at = live + self.geometry.cell(**address);
            self.file.read_exact_at(&mut cells, at).is_ok()
                && is_expected(cells.map(LiveCell::from_bits))
        };
        addresses.iter().filter(matches).count()
    }
}

/// jemalloc's profiler must have sampled some of 64 MiB.
fn sampled(served: &Served) -> io::Result<()> {
    const BYTES: u64 = 64 << 20;
    match served.sampled(BYTES)? {
        0 => Err(io::Error::other(format!("it saw nothing of {BYTES} bytes"))),
        _ => Ok(()),
    }
}
