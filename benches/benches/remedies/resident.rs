//! What is resident, from inside.

use std::fs;

/// Resident bytes of this process.
pub(crate) fn resident() -> u64 {
    let text = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    let pages: u64 = pages.expect("the kernel tells what is resident");
    pages * rustix::param::page_size() as u64
}
