//! The kernel's own accounts of a process, read as any tool would.

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
    let spans: Vec<(u64, u64)> = smaps.lines().filter_map(anonymous).collect();
    let begun = Instant::now();
    let pagemap = File::open(format!("/proc/{pid}/pagemap"))?;
    let mut block = vec![0; BLOCK as usize];
    for (start, end) in spans {
        let (mut at, end) = (start / PAGE * ENTRY, end / PAGE * ENTRY);
        while at < end {
            let len = (end - at).min(BLOCK);
            pagemap.read_exact_at(&mut block[..len as usize], at)?;
            at += len;
        }
    }
    Ok(KernelTimes { smaps: times, pagemap: begun.elapsed() })
}

/// Where a head of `smaps` shows memory that is private and no file's.
fn anonymous(line: &str) -> Option<(u64, u64)> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let is_private = fields.get(1)?.starts_with("rw-p");
    let inode = *fields.get(4)?;
    let (start, end) = fields.first()?.split_once('-')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    let span = (number(start)?, number(end)?);
    (is_private && inode == "0").then_some(span)
}
