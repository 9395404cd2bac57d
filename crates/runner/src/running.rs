//! The processes that run, and what the kernel keeps of each anyway: reading
//! it stops nothing.

use std::fs;
use std::io;

/// What the kernel counts of a process. All figures are bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// The process.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// Resident anonymous memory: heaps, stacks.
    pub anonymous: u64,
    /// Resident pages of files.
    pub file: u64,
    /// Resident shared memory and tmpfs.
    pub shared: u64,
    /// Bytes in swap; not part of resident.
    pub swapped: u64,
}

impl Running {
    /// All processes that have memory, but this one. Kernel threads have none.
    pub fn all() -> io::Result<Vec<Running>> {
        let own = std::process::id();
        let listed = fs::read_dir("/proc")?.flatten();
        let pids = listed.filter_map(|entry| {
            entry.file_name().to_str()?.parse::<u32>().ok()
        });
        let others = pids.filter(|&pid| pid != own);
        Ok(others.filter_map(Running::of).collect())
    }

    /// The process of this number; `None` if there is none, or it has no
    /// memory.
    pub fn of(pid: u32) -> Option<Running> {
        let status = fs::read(format!("/proc/{pid}/status")).ok()?;
        parse(pid, &String::from_utf8_lossy(&status))
    }
}

fn parse(pid: u32, status: &str) -> Option<Running> {
    let field = |key: &str| {
        let lines = status.lines();
        lines.filter_map(|line| line.strip_prefix(key)).next()
    };
    let bytes = |key: &str| {
        let text = field(key)?.trim().strip_suffix(" kB")?;
        text.parse::<u64>().ok()?.checked_mul(1024)
    };
    Some(Running {
        pid,
        name: field("Name:")?.trim().to_owned(),
        anonymous: bytes("RssAnon:")?,
        file: bytes("RssFile:")?,
        shared: bytes("RssShmem:")?,
        swapped: bytes("VmSwap:").unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_kernel_counts() {
        let status = "Name:\ta b\nVmSwap:\t  3 kB\nRssAnon:\t 10 kB\n\
                      RssFile:\t 20 kB\nRssShmem:\t 1 kB\n";
        let expected = Running {
            pid: 7,
            name: "a b".into(),
            anonymous: 10 << 10,
            file: 20 << 10,
            shared: 1 << 10,
            swapped: 3 << 10,
        };
        assert_eq!(parse(7, status), Some(expected));
    }

    #[test]
    fn a_kernel_thread_has_no_memory() {
        assert_eq!(parse(7, "Name:\tkworker\nThreads:\t1\n"), None);
    }

    #[test]
    fn this_process_is_not_listed_but_can_be_read() {
        let own = std::process::id();
        assert!(Running::of(own).is_some_and(|of| of.anonymous > 0));
        let all = Running::all().unwrap();
        assert!(all.iter().all(|of| of.pid != own));
    }
}
