//! How much of the process is resident, as the kernel counts it.

use std::fs::File;
use std::io::Read;

/// Bytes of what the kernel says that are read: it says what is asked for
/// within the first half.
const READ: usize = 4096;

/// Resident memory that is not shared. Elsewhere than on Linux there is no such
/// file, and it is not known. It allocates nothing.
pub(crate) fn own_resident() -> Option<u64> {
    let mut bytes = [0; READ];
    let mut file = File::open("/proc/self/status").ok()?;
    let mut len = 0;
    while let Ok(more @ 1..) = file.read(&mut bytes[len..]) {
        len += more;
    }
    let status = std::str::from_utf8(&bytes[..len]).ok()?;
    field(status, "RssAnon:")?.checked_add(field(status, "RssFile:")?)
}

fn field(status: &str, key: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    // A line that was cut off has no unit.
    let kibibytes = line.trim().strip_suffix(" kB")?;
    kibibytes.parse::<u64>().ok()?.checked_mul(1024)
}
