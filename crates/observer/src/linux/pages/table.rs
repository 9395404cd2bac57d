//! `/proc/PID/pagemap`, one word a page, for kernels without a scan.

use crate::linux::Span;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Pages read by one call.
const BATCH: u64 = 1 << 13;
const ENTRY: u64 = size_of::<u64>() as u64;

const PRESENT: u64 = 1 << 63;
const FILE: u64 = 1 << 61;
const EXCLUSIVE: u64 = 1 << 56;

/// The resident pages of `span`, of which `smaps` counts `resident` bytes.
///
/// An entry does not tell the zero page, which is not resident, from a page
/// shared with a fork, which is: if all of those together make up what
/// `smaps` counts they are taken, and else only the certain ones.
pub(crate) fn read(
    pagemap: &File,
    span: &Span,
    resident: u64,
    page: u64,
) -> io::Result<Vec<Span>> {
    let (mut certain, mut all) = (Vec::new(), Vec::new());
    let mut buffer = vec![0; (BATCH * ENTRY) as usize];
    let mut missing = resident;
    let mut at = span.start;
    while at < span.end && missing > 0 {
        let pages = ((span.end - at) / page).min(BATCH);
        let bytes = &mut buffer[..(pages * ENTRY) as usize];
        pagemap.read_exact_at(bytes, at / page * ENTRY)?;
        let (entries, _) = bytes.as_chunks::<{ ENTRY as usize }>();
        for entry in entries {
            let entry = u64::from_ne_bytes(*entry);
            let span = at..at + page;
            at += page;
            if entry & PRESENT == 0 {
                continue;
            }
            super::push(span.clone(), &mut all);
            if entry & (EXCLUSIVE | FILE) != 0 {
                super::push(span, &mut certain);
                missing = missing.saturating_sub(page);
            }
        }
    }
    let shared = super::total(&all) == resident;
    Ok(if shared { all } else { certain })
}

/// How many bytes of `span` lie on pages, of no file, that another process
/// has too.
pub(crate) fn shared(
    pagemap: &File,
    span: &Span,
    page: u64,
) -> io::Result<u64> {
    // It is asked before each read of memory, of a few pages or of many.
    const FEW: usize = 256;
    let mut buffer = [0; FEW * ENTRY as usize];
    let (mut at, mut shared) = (span.start / page, 0);
    let end = span.end.div_ceil(page);
    while at < end {
        let pages = (end - at).min(FEW as u64);
        let bytes = &mut buffer[..(pages * ENTRY) as usize];
        pagemap.read_exact_at(bytes, at * ENTRY)?;
        let (entries, _) = bytes.as_chunks::<{ ENTRY as usize }>();
        let is_shared = |entry: &&[u8; ENTRY as usize]| {
            let entry = u64::from_ne_bytes(**entry);
            entry & PRESENT != 0 && entry & (EXCLUSIVE | FILE) == 0
        };
        shared += entries.iter().filter(is_shared).count() as u64 * page;
        at += pages;
    }
    Ok(shared)
}
