//! A process in `/proc`, and the same process later.

use super::barrier;
use crate::Error;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;

/// A process, told from a later one of the same number by when it started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process {
    pid: u32,
    started: u64,
}

/// What `/proc/PID/status` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// `VmRSS`, in bytes: the kernel's own sum, which it keeps by and by and
    /// which may be a little behind before Linux 6.16.
    pub(crate) resident: u64,
    /// `VmHWM`, in bytes.
    pub(crate) peak_resident: u64,
    /// `RssAnon`, in bytes: of `resident`, what is no file's. Linux 4.5.
    pub(crate) anonymous: Option<u64>,
    /// `VmSwap`, in bytes.
    pub(crate) swapped: u64,
    /// `VmPTE`, in bytes.
    pub(crate) page_tables: Option<u64>,
    /// Threads that are alive.
    pub(crate) threads: u64,
    /// The process's number as it sees itself, in its own namespace.
    pub(crate) own_pid: u64,
}

/// What `/proc/PID/stat` says.
struct Stat {
    state: u8,
    flags: u64,
    started: u64,
}

/// The kernel's `PF_EXITING`, set before a process gives up its memory and
/// long before it is a zombie.
const EXITING: u64 = 1 << 2;

/// The kernel's `PF_KTHREAD`.
const KERNELS: u64 = 1 << 21;

impl Process {
    pub(crate) fn find(pid: u32) -> Result<Process, Error> {
        let unnamed = Process { pid, started: 0 };
        let started = unnamed.stat()?.started;
        Ok(Process { pid, started })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Refuses if the process has ended, or its number has a new bearer.
    pub(crate) fn verify(&self) -> Result<(), Error> {
        let stat = self.stat()?;
        if stat.flags & EXITING != 0 || stat.started != self.started {
            return Err(Error::NoSuchProcess { pid: self.pid });
        }
        Ok(())
    }

    /// Whether it is a thread of the kernel's.
    pub(crate) fn is_kernels(&self) -> Result<bool, Error> {
        Ok(self.stat()?.flags & KERNELS != 0)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.pid))
    }

    pub(crate) fn open(&self, name: &str) -> Result<File, Error> {
        File::open(self.path(name)).map_err(|e| self.refusal(name, e))
    }

    pub(crate) fn read(&self, name: &str) -> Result<String, Error> {
        let mut bytes = Vec::with_capacity(1 << 16);
        self.open(name)?
            .read_to_end(&mut bytes)
            .map_err(|e| self.refusal(name, e))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The same for `smaps`, a piece of a record at a time. To a larger read
    /// the kernel gives as many records as fit a page, and the one that does
    /// not fit it makes again for the next read: a walk over all pages of
    /// what may be the largest mapping, in vain.
    pub(crate) fn read_smaps(&self) -> Result<String, Error> {
        /// Less than any record has.
        const PIECE: usize = 512;
        let mut file = self.open("smaps")?;
        let mut bytes = Vec::with_capacity(1 << 16);
        let mut piece = [0; PIECE];
        loop {
            match file.read(&mut piece) {
                Ok(0) => break,
                Ok(len) => bytes.extend_from_slice(&piece[..len]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.refusal("smaps", error)),
            }
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The numbers of the process's threads.
    pub(crate) fn threads(&self) -> Result<Vec<u32>, Error> {
        let listed = fs::read_dir(self.path("task"))
            .and_then(|entries| entries.collect::<io::Result<Vec<_>>>())
            .map_err(|e| self.refusal("task", e))?;
        let number = |name: std::ffi::OsString| name.to_str()?.parse().ok();
        Ok(listed.iter().filter_map(|e| number(e.file_name())).collect())
    }

    /// When a thread was made, in the kernel's ticks; `None` if it has ended.
    pub(crate) fn thread_started(&self, thread: u32) -> Option<u64> {
        let text = self.read(&format!("task/{thread}/stat")).ok()?;
        parse_stat(&text).map(|stat| stat.started)
    }

    pub(crate) fn status(&self) -> Result<Status, Error> {
        let text = self.read("status")?;
        if let Some(status) = parse_status(&text) {
            return Ok(status);
        }
        // One that has ended has no memory to tell of.
        self.verify()?;
        Err(Error::Malformed { what: "status".into() })
    }

    /// The error that `source` means for something in `/proc/PID`.
    pub(crate) fn refusal(&self, name: &str, source: io::Error) -> Error {
        let pid = self.pid;
        let gone = source.raw_os_error() == Some(libc::ESRCH);
        match source.kind() {
            ErrorKind::NotFound => Error::NoSuchProcess { pid },
            _ if gone => Error::NoSuchProcess { pid },
            ErrorKind::PermissionDenied => {
                let barrier = barrier::to_read(self.pid);
                let what = format!("open {name}");
                Error::PermissionDenied { pid, what, barrier }
            }
            _ => Error::Io { what: format!("read {name} of {pid}"), source },
        }
    }

    fn stat(&self) -> Result<Stat, Error> {
        let text = self.read("stat")?;
        parse_stat(&text)
            .ok_or_else(|| Error::Malformed { what: "stat".into() })
    }
}

/// The state letter of `/proc/PID/task/TID/stat`.
pub(crate) fn state(text: &str) -> Option<u8> {
    parse_stat(text).map(|stat| stat.state)
}

/// The name in parentheses may hold anything, parentheses too.
fn parse_stat(text: &str) -> Option<Stat> {
    const FLAGS: usize = 6;
    const STARTED: usize = 19;
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace();
    let state = *fields.next()?.as_bytes().first()?;
    let flags = fields.nth(FLAGS - 1)?.parse().ok()?;
    let started = fields.nth(STARTED - FLAGS - 1)?.parse().ok()?;
    Some(Stat { state, flags, started })
}

fn parse_status(text: &str) -> Option<Status> {
    let field = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        line.trim_end_matches(" kB").split_ascii_whitespace().last()
    };
    let number = |key: &str| field(key)?.parse::<u64>().ok();
    let bytes = |key: &str| number(key).map(|kib| kib.saturating_mul(1024));
    Some(Status {
        resident: bytes("VmRSS:")?,
        anonymous: bytes("RssAnon:"),
        swapped: bytes("VmSwap:").unwrap_or(0),
        page_tables: bytes("VmPTE:"),
        peak_resident: bytes("VmHWM:")?,
        threads: number("Threads:")?,
        own_pid: number("NSpid:").or_else(|| number("Pid:"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "7 (a) b ) S 1 7 7 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 \
                        1 0 123456 5000 250 18446744073709551615";

    #[test]
    fn a_name_may_hold_parentheses() {
        let stat = parse_stat(STAT).unwrap();
        assert_eq!((stat.state, stat.started), (b'S', 123_456));
        assert_eq!(stat.flags, 4_194_304);
        assert_eq!(state(STAT), Some(b'S'));
    }

    #[test]
    fn a_cut_stat_is_refused() {
        assert!(parse_stat(&STAT[..40]).is_none());
        assert!(parse_stat("").is_none());
    }

    #[test]
    fn the_innermost_number_is_the_own_one() {
        let text = "Pid:\t70\nNSpid:\t70\t3\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n\
             RssAnon:\t     512 kB\nThreads:\t4\n";
        let expected = Status {
            resident: 1 << 20,
            anonymous: Some(512 << 10),
            peak_resident: 2 << 20,
            swapped: 0,
            threads: 4,
            own_pid: 3,
            page_tables: None,
        };
        assert_eq!(parse_status(text), Some(expected));
    }

    #[test]
    fn a_process_without_memory_has_no_status() {
        assert_eq!(parse_status("Pid:\t70\nThreads:\t1\n"), None);
    }

    #[test]
    fn another_start_is_another_process() {
        let own = Process::find(std::process::id()).unwrap();
        own.verify().unwrap();
        let other = Process { started: own.started + 1, ..own };
        assert!(matches!(other.verify(), Err(Error::NoSuchProcess { .. })));
    }
}
