//! A segment written by hand, as a tracker would write it.

use residue_segment::{FILE_NAME, Geometry, Header, MAGIC, MapState, VERSION};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use std::fs::File;
use std::mem::offset_of;
use std::os::unix::fs::FileExt;

/// A `memfd` that an observer takes for a segment.
pub(crate) struct Segment {
    pub(crate) file: File,
}

/// The geometry of every segment here.
pub(crate) fn geometry() -> Geometry {
    Geometry::new(47).unwrap()
}

impl Segment {
    /// The segment of this process, without an object.
    pub(crate) fn new() -> Segment {
        Segment::of_len(geometry().file_len())
    }

    /// The same, of `len` bytes.
    pub(crate) fn of_len(len: u64) -> Segment {
        let segment = Segment::unsealed();
        segment.file.set_len(len).unwrap();
        fcntl_add_seals(&segment.file, SealFlags::SHRINK).unwrap();
        segment
    }

    /// The same, but it can be shortened.
    pub(crate) fn unsealed() -> Segment {
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = memfd_create(FILE_NAME, flags).unwrap();
        let file = File::from(file);
        file.set_len(geometry().file_len()).unwrap();
        let segment = Segment { file };
        let pid = u64::from(std::process::id());
        segment.header(offset_of!(Header, version), VERSION);
        segment.header(offset_of!(Header, pid), pid);
        segment.header(offset_of!(Header, address_bits), 47);
        segment.map_state(MapState::Present);
        segment.header(offset_of!(Header, magic), MAGIC);
        segment
    }

    /// Writes a field of the header.
    pub(crate) fn header(&self, offset: usize, value: u64) {
        self.file.write_all_at(&value.to_le_bytes(), offset as u64).unwrap();
    }

    pub(crate) fn map_state(&self, state: MapState) {
        let offset = offset_of!(Header, map_state) as u64;
        self.file.write_all_at(&[state as u8], offset).unwrap();
    }
}
