//! Whether this machine has memory for a process.

use super::holder::Load;
use std::error::Error;
use std::fs;

/// What an object takes beside its own bytes, at most: a header, its place in
/// a list, and the tracker's map.
const BESIDE: u64 = 48;

/// Of what is available, one part in so many is left to all others.
const OTHERS: u64 = 8;

/// Whether a process that holds `load` leaves room for others.
pub(crate) fn is_for(load: &Load) -> Result<bool, Box<dyn Error>> {
    let needed = load.objects * (load.each + BESIDE) + load.touched;
    let available = available()?;
    Ok(needed <= available - available / OTHERS)
}

/// Bytes that may be taken without swapping, as the kernel sees it.
fn available() -> Result<u64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/meminfo")?;
    let line = text.lines().find_map(|of| of.strip_prefix("MemAvailable:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kib: u64 = kib.ok_or("meminfo: no MemAvailable")?.parse()?;
    Ok(kib * 1024)
}
