//! A process's segment, read as an observer reads it.
#![expect(unsafe_code, reason = "a view of the mapped segment")]

use residue_segment::{
    ContainerEntry, FILE_NAME, Geometry, Header, LARGE_SPAN, LiveCell,
    MapState, OwnerCell, OwnerId,
};
use std::fs::File;
use std::ops::Range;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;

/// A live object, as the maps show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Object {
    pub(crate) address: u64,
    /// As [`Piece::object`](super::piece::Piece::object) says.
    pub(crate) size: u64,
    pub(crate) owner: OwnerId,
}

pub(crate) struct Segment {
    pub(crate) file: File,
    header: &'static Header,
}

impl Segment {
    pub(crate) fn of_this_process() -> Segment {
        Segment::of(std::process::id()).expect("a segment")
    }

    /// The segment of process `pid`, if it has one.
    pub(crate) fn of(pid: u32) -> Option<Segment> {
        // Opened anew, so that the position is not shared.
        let file = File::open(Segment::descriptor(pid)?).unwrap();
        let header = map(&file, Geometry::control().len);
        // SAFETY: `map` mapped the control region, which begins with a
        // header and stays mapped; a header is atomics only.
        let header = unsafe { &*header.cast::<Header>() };
        Some(Segment { file, header })
    }

    /// Where process `pid` has its segment among its descriptors.
    pub(crate) fn descriptor(pid: u32) -> Option<PathBuf> {
        let name = format!("/memfd:{FILE_NAME}");
        std::fs::read_dir(format!("/proc/{pid}/fd"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| {
                std::fs::read_link(path)
                    .is_ok_and(|to| to.to_string_lossy().starts_with(&name))
            })
    }

    pub(crate) fn header(&self) -> &'static Header {
        self.header
    }

    pub(crate) fn container(&self, index: usize) -> &'static ContainerEntry {
        let start = std::ptr::from_ref(self.header).cast::<u8>();
        let table = start
            .wrapping_add(Geometry::containers_offset() as usize)
            .cast::<ContainerEntry>();
        assert!(index < residue_segment::CONTAINERS_MAX);
        // SAFETY: the table stands inside the control region, which `of`
        // mapped, and the index is inside the table.
        unsafe { &*table.wrapping_add(index) }
    }

    /// The owner that objects of the first container called `name` have.
    pub(crate) fn owner(&self, name: &str) -> OwnerId {
        let named = self.header.containers.load(Relaxed) as usize;
        let index = (0..named)
            .find(|&index| self.container(index).name.read() == name)
            .expect("a container of that name");
        OwnerId::of_container(index as u16).unwrap()
    }

    pub(crate) fn geometry(&self) -> Geometry {
        assert_eq!(self.header.map_state(), MapState::Present);
        let bits = self.header.address_bits.load(Relaxed);
        Geometry::new(bits as u32).unwrap()
    }

    /// Every live object, in the order of addresses.
    pub(crate) fn objects(&self) -> Vec<Object> {
        let live = self.geometry().live();
        let mut objects = Vec::new();
        for extent in self.extents(live.offset..live.end()) {
            let mut cells = vec![0; (extent.end - extent.start) as usize];
            self.file.read_exact_at(&mut cells, extent.start).unwrap();
            let first = extent.start - live.offset;
            let words = cells.chunks(8).zip((first..).step_by(8));
            // Most of a map is empty.
            for (word, start) in words.filter(|(word, _)| *word != [0; 8]) {
                let cells = word.iter().map(|bits| LiveCell::from_bits(*bits));
                let heads = cells.zip(start..);
                objects.extend(
                    heads
                        .filter(|(cell, _)| cell.is_head())
                        .map(|(head, cell)| self.object(cell, head)),
                );
            }
        }
        // One lane stands behind the other.
        objects.sort();
        objects
    }

    fn object(&self, cell: u64, head: LiveCell) -> Object {
        let address = self.geometry().address(cell);
        let mut size = if head.is_large() {
            let cell = address / LARGE_SPAN * 8;
            u64::from_le_bytes(self.read(self.geometry().large().offset + cell))
        } else {
            head.rounded_size()
        };
        let Some(owner) = self.owner_cell(cell, head) else {
            return Object { address, size, owner: OwnerId::NONE };
        };
        size -= owner.pad();
        Object { address, size, owner: owner.owner() }
    }

    fn owner_cell(&self, cell: u64, head: LiveCell) -> Option<OwnerCell> {
        let geometry = self.geometry();
        if head.has_owner_in_maps() {
            let [low] = self.read(geometry.owner_low().offset + cell);
            let high = || {
                let [high] = self.read(geometry.owner_high().offset + cell);
                high
            };
            return Some(OwnerCell::from_maps(low, high));
        }
        let at = geometry.live().offset + cell + 1;
        let after: [u8; 2] = self.read(at);
        OwnerCell::after_head(after.map(LiveCell::from_bits))
    }

    pub(crate) fn read<const N: usize>(&self, offset: u64) -> [u8; N] {
        let mut bytes = [0; N];
        self.file.read_exact_at(&mut bytes, offset).unwrap();
        bytes
    }

    /// The parts of `range` that hold data; it allocates nothing.
    pub(crate) fn extents(
        &self,
        range: Range<u64>,
    ) -> impl Iterator<Item = Range<u64>> {
        let mut at = range.start;
        std::iter::from_fn(move || {
            let start = self.seek(at, libc::SEEK_DATA)?;
            if start >= range.end {
                return None;
            }
            let end = self.seek(start, libc::SEEK_HOLE)?.min(range.end);
            at = end;
            Some(start..end)
        })
    }

    fn seek(&self, offset: u64, whence: i32) -> Option<u64> {
        let file = self.file.as_raw_fd();
        // SAFETY: takes integers only, and the position is this file's own.
        let at = unsafe { libc::lseek(file, offset as libc::off_t, whence) };
        u64::try_from(at).ok()
    }

    /// A number that changes when any byte of the segment does. It allocates
    /// nothing.
    pub(crate) fn digest(&self) -> u64 {
        let mut page = [0; 4096];
        let mut digest = 0xcbf2_9ce4_8422_2325_u64;
        for extent in self.extents(0..u64::MAX) {
            for at in extent.step_by(page.len()) {
                self.file.read_exact_at(&mut page, at).unwrap();
                let words = page.chunks_exact(8);
                let words = words
                    .map(|word| u64::from_le_bytes(word.try_into().unwrap()));
                for word in words.filter(|word| *word != 0) {
                    digest = (digest ^ word ^ at.rotate_left(17))
                        .wrapping_mul(0x0000_0100_0000_01b3);
                }
            }
        }
        digest
    }
}

/// The first `len` bytes of `file`, mapped for ever.
fn map(file: &File, len: u64) -> *const u8 {
    // SAFETY: without MAP_FIXED the kernel picks a range that nothing uses.
    let start = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            len as usize,
            libc::PROT_READ,
            libc::MAP_SHARED,
            file.as_raw_fd(),
            0,
        )
    };
    assert_ne!(start, libc::MAP_FAILED);
    start.cast()
}
