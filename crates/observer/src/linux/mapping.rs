#![expect(unsafe_code, reason = "views of shared memory")]
//! Read-only views of a file that another process writes.

use super::Span;
use residue_segment::survey::Tile;
use residue_segment::{ContainerEntry, Header, SegmentRange, ThreadBlock};
use rustix::mm::{self, Advice, MapFlags, ProtFlags};
use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU8, AtomicU64};

/// What may be seen in memory that another process writes.
///
/// # Safety
///
/// The type consists of atomics only, each of at most 8 bytes, and every bit
/// pattern is a value of it.
pub(crate) unsafe trait Shared {}

// SAFETY: it is an atomic.
unsafe impl Shared for AtomicU8 {}
// SAFETY: it is an atomic.
unsafe impl Shared for AtomicU64 {}
// SAFETY: `residue_segment` makes it of atomics and arrays of them.
unsafe impl Shared for Header {}
// SAFETY: `residue_segment` makes it of atomics and arrays of them.
unsafe impl Shared for ContainerEntry {}
// SAFETY: `residue_segment` makes it of atomics and arrays of them.
unsafe impl Shared for ThreadBlock {}
// SAFETY: `residue_segment` makes it of atomics and arrays of them.
unsafe impl Shared for Tile {}

/// A region of a file, mapped read-only. It takes address space, not memory.
#[derive(Debug)]
pub(crate) struct MappedFile {
    start: NonNull<c_void>,
    len: usize,
}

// SAFETY: the memory is never written through it, and is seen only as atomics,
// which `Shared` guarantees.
unsafe impl Send for MappedFile {}
// SAFETY: as for `Send`.
unsafe impl Sync for MappedFile {}

impl MappedFile {
    /// Maps `region` of `file`, which must be as long as the region's end.
    pub(crate) fn new(
        file: &File,
        region: SegmentRange,
    ) -> io::Result<MappedFile> {
        if file.metadata()?.len() < region.end() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let len = usize::try_from(region.len)
            .map_err(|_| io::ErrorKind::FileTooLarge)?;
        // SAFETY: the kernel chooses an address that nothing else uses.
        let start = unsafe {
            mm::mmap(
                ptr::null_mut(),
                len,
                ProtFlags::READ,
                MapFlags::SHARED | MapFlags::NORESERVE,
                file,
                region.offset,
            )
        }?;
        let start = NonNull::new(start).ok_or(io::ErrorKind::AddrInUse)?;
        Ok(MappedFile { start, len })
    }

    /// `count` values from byte `offset` on, or `None` past the end or off
    /// the alignment of `T`.
    pub(crate) fn slice<T: Shared>(
        &self,
        offset: u64,
        count: u64,
    ) -> Option<&[T]> {
        let bytes = count.checked_mul(size_of::<T>() as u64)?;
        let end = offset.checked_add(bytes)?;
        if end > self.len as u64 {
            return None;
        }
        // SAFETY: `offset` is at most `len`, checked above.
        let start = unsafe { self.start.byte_add(offset as usize) };
        let start = start.cast::<T>();
        if !start.is_aligned() {
            return None;
        }
        // SAFETY: the mapping, which `self` keeps, holds `count` values from
        // `start`, aligned, as checked above; `Shared` guarantees that all
        // bits are values and that another process may write them.
        Some(unsafe {
            std::slice::from_raw_parts(start.as_ptr(), count as usize)
        })
    }

    /// The value at byte `offset`.
    pub(crate) fn at<T: Shared>(&self, offset: u64) -> Option<&T> {
        self.slice(offset, 1)?.first()
    }

    /// Maps the pages of `span`, which hold data, in one go. It is only
    /// faster: older kernels refuse, and each read maps its page.
    pub(crate) fn populate(&self, span: &Span) {
        if span.end > self.len as u64 || span.is_empty() {
            return;
        }
        // SAFETY: `span` lies in the mapping, checked above.
        let start = unsafe { self.start.byte_add(span.start as usize) };
        let len = (span.end - span.start) as usize;
        // SAFETY: the advice changes no contents, and the mapping, which
        // `self` keeps, holds the range.
        let _ = unsafe {
            mm::madvise(start.as_ptr(), len, Advice::LinuxPopulateRead)
        };
    }
}

impl Drop for MappedFile {
    fn drop(&mut self) {
        // SAFETY: `new` mapped exactly this range, and every view of it
        // borrowed `self`.
        let _ = unsafe { mm::munmap(self.start.as_ptr(), self.len) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{MemfdFlags, memfd_create};
    use std::os::unix::fs::{FileExt, MetadataExt};
    use std::sync::atomic::Ordering::Relaxed;

    const REGION: SegmentRange = SegmentRange { offset: 1 << 21, len: 1 << 30 };

    fn sparse() -> File {
        let file = File::from(memfd_create("t", MemfdFlags::CLOEXEC).unwrap());
        file.set_len(REGION.end()).unwrap();
        file.write_all_at(&[7, 0, 0, 0, 0, 0, 0, 1], 1 << 21).unwrap();
        file
    }

    fn word(mapping: &MappedFile, offset: u64) -> Option<u64> {
        mapping.at::<AtomicU64>(offset).map(|word| word.load(Relaxed))
    }

    #[test]
    fn sees_what_is_written_later() {
        let file = sparse();
        let mapping = MappedFile::new(&file, REGION).unwrap();
        assert_eq!(word(&mapping, 0), Some(1 << 56 | 7));
        file.write_all_at(&[8], 1 << 21).unwrap();
        assert_eq!(word(&mapping, 0), Some(1 << 56 | 8));
    }

    #[test]
    fn only_reading_a_hole_takes_memory() {
        let file = sparse();
        let taken = || file.metadata().unwrap().blocks();
        let mapping = MappedFile::new(&file, REGION).unwrap();
        let before = taken();
        mapping.populate(&(0..8));
        assert!(word(&mapping, 0).is_some());
        assert_eq!(taken(), before);
        assert_eq!(word(&mapping, 1 << 29), Some(0));
        assert!(taken() > before);
    }

    #[test]
    fn nothing_is_seen_past_the_end_or_off_the_alignment() {
        let mapping = MappedFile::new(&sparse(), REGION).unwrap();
        for offset in [REGION.len, REGION.len - 7, u64::MAX - 7, 4] {
            assert_eq!(word(&mapping, offset), None);
        }
        assert!(mapping.slice::<AtomicU64>(0, u64::MAX).is_none());
        assert!(mapping.slice::<AtomicU64>(0, REGION.len / 8).is_some());
    }

    #[test]
    fn a_file_that_is_too_short_is_refused() {
        let file = sparse();
        file.set_len(REGION.end() - 1).unwrap();
        assert!(MappedFile::new(&file, REGION).is_err());
    }
}
