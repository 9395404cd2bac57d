//! The kernel's own accounts of a process, read as any tool would.

use residue_walk::{Mapping, parse_maps};
use std::error::Error;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

const PAGE: u64 = 4096;
/// Bytes of an entry of `pagemap`.
const ENTRY: u64 = 8;
/// Bytes that are read at once.
const BLOCK: u64 = 1 << 20;

/// How long it takes to read both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KernelTimes {
    pub(crate) smaps: Duration,
    /// Of `pagemap`, the entries of memory that is no file's.
    pub(crate) pagemap: Duration,
}

/// Reads the accounts of process `pid`.
pub(crate) fn read(pid: u32) -> Result<KernelTimes, Box<dyn Error>> {
    let begun = Instant::now();
    let smaps = fs::read_to_string(format!("/proc/{pid}/smaps"))?;
    let times = begun.elapsed();
    drop(smaps);
    let maps = parse_maps(&fs::read_to_string(format!("/proc/{pid}/maps"))?)?;
    let anonymous = |of: &Mapping| of.writable && of.is_anonymous();
    let begun = Instant::now();
    let pagemap = File::open(format!("/proc/{pid}/pagemap"))?;
    let mut block = vec![0; BLOCK as usize];
    for Mapping { span, .. } in maps.into_iter().filter(anonymous) {
        let mut at = span.start / PAGE * ENTRY;
        let end = span.end / PAGE * ENTRY;
        while at < end {
            let len = (end - at).min(BLOCK);
            pagemap.read_exact_at(&mut block[..len as usize], at)?;
            at += len;
        }
    }
    Ok(KernelTimes { smaps: times, pagemap: begun.elapsed() })
}
