#![expect(unsafe_code, reason = "an ioctl that no wrapper has")]
//! The kernel's own scan of page tables, `PAGEMAP_SCAN`, since Linux 6.7.

use crate::linux::Span;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// Spans fetched by one call.
const BATCH: usize = 256;

const PRESENT: u64 = 1 << 3;
const SWAPPED: u64 = 1 << 4;
const ZERO_PAGE: u64 = 1 << 5;

/// `_IOWR('f', 16, struct pm_scan_arg)`
const PAGEMAP_SCAN: u64 = 3 << 30
    | (size_of::<ScanArgument>() as u64) << 16
    | (b'f' as u64) << 8
    | 16;

/// `struct pm_scan_arg` of `linux/fs.h`.
#[derive(Default)]
#[repr(C)]
struct ScanArgument {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    walk_end: u64,
    regions: u64,
    regions_len: u64,
    max_pages: u64,
    category_inverted: u64,
    category_mask: u64,
    category_anyof_mask: u64,
    return_mask: u64,
}

/// `struct page_region` of `linux/fs.h`.
#[derive(Clone, Copy, Default)]
#[repr(C)]
struct PageRegion {
    start: u64,
    end: u64,
    categories: u64,
}

/// What a scan shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scanned {
    /// Resident pages, without the zero page: sorted, apart from each other.
    pub(crate) resident: Vec<Span>,
    /// Whether there are pages that are in swap, or on their way.
    pub(crate) swapped: bool,
}

/// The pages of `span`.
pub(crate) fn scan(pagemap: &File, span: &Span) -> io::Result<Scanned> {
    let mut scanned = Scanned::default();
    scan_into(pagemap, span, &mut scanned)?;
    Ok(scanned)
}

/// Adds the pages of `span`, which lies behind what was scanned so far.
pub(crate) fn scan_into(
    pagemap: &File,
    span: &Span,
    scanned: &mut Scanned,
) -> io::Result<()> {
    let mut regions = [PageRegion::default(); BATCH];
    let mut at = span.start;
    while at < span.end {
        let (filled, reached) = call(pagemap, &(at..span.end), &mut regions)?;
        for region in regions.iter().take(filled) {
            if region.categories & PRESENT != 0 {
                let pages = region.start..region.end;
                super::push(pages, &mut scanned.resident);
            } else {
                scanned.swapped = true;
            }
        }
        if reached <= at {
            return Err(io::ErrorKind::InvalidData.into());
        }
        at = reached;
    }
    Ok(())
}

/// Whether `error` says that the kernel has no such call.
pub(crate) fn is_unknown(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOTTY | libc::EINVAL))
}

/// How many regions were filled, and how far the scan came.
fn call(
    pagemap: &File,
    span: &Span,
    regions: &mut [PageRegion; BATCH],
) -> io::Result<(usize, u64)> {
    let mut argument = ScanArgument {
        size: size_of::<ScanArgument>() as u64,
        start: span.start,
        end: span.end,
        regions: regions.as_mut_ptr().expose_provenance() as u64,
        regions_len: BATCH as u64,
        category_inverted: ZERO_PAGE,
        category_mask: ZERO_PAGE,
        category_anyof_mask: PRESENT | SWAPPED,
        return_mask: PRESENT | SWAPPED,
        ..ScanArgument::default()
    };
    // SAFETY: the kernel reads and writes `argument`, which has the size that
    // the request's number states, and writes at most `regions_len` regions,
    // which the array holds.
    let filled = unsafe {
        libc::ioctl(pagemap.as_raw_fd(), PAGEMAP_SCAN as _, &mut argument)
    };
    let filled =
        usize::try_from(filled).map_err(|_| io::Error::last_os_error())?;
    Ok((filled, argument.walk_end))
}

const _: () = assert!(PAGEMAP_SCAN == 0xc060_6610);
