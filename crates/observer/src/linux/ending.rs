#![expect(unsafe_code, reason = "an ioctl that no wrapper has")]
//! How a process ended that is not this one's child.

use std::fs;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// `PIDFD_INFO_EXIT` of `linux/pidfd.h`, since Linux 6.15.
const EXIT: u64 = 1 << 3;

/// `_IOWR(PIDFS_IOCTL_MAGIC, 11, struct pidfd_info)`
const PIDFD_GET_INFO: u64 =
    3 << 30 | (size_of::<PidfdInfo>() as u64) << 16 | 0xff << 8 | 11;

/// The first version of `struct pidfd_info`.
#[derive(Default)]
#[repr(C)]
struct PidfdInfo {
    /// What is asked for, and what was answered.
    mask: u64,
    cgroup: u64,
    process_ids: [u32; 3],
    user_ids: [u32; 8],
    exit_code: i32,
}

/// How the process `pid` ended, which `handle` stands for; `None` where the
/// kernel does not say: before it has ended, and where its parent has taken
/// note of its end already and the kernel is older than Linux 6.15.
pub fn exit_status(pid: u32, handle: BorrowedFd<'_>) -> Option<ExitStatus> {
    // Its parent may take note between the two.
    let code = remembered(handle)
        .or_else(|| of_zombie(pid))
        .or_else(|| remembered(handle))?;
    Some(ExitStatus::from_raw(code))
}

/// What the kernel remembers for as long as somebody has a handle.
fn remembered(handle: BorrowedFd<'_>) -> Option<i32> {
    let mut info = PidfdInfo { mask: EXIT, ..PidfdInfo::default() };
    // SAFETY: the kernel reads and writes a `struct pidfd_info` of the size
    // that the request names, which `info` is.
    let done = unsafe {
        libc::ioctl(handle.as_raw_fd(), PIDFD_GET_INFO as _, &raw mut info)
    };
    (done == 0 && info.mask & EXIT != 0).then_some(info.exit_code)
}

/// What `/proc` says until its parent takes note.
fn of_zombie(pid: u32) -> Option<i32> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may have any character.
    let (_, rest) = text.rsplit_once(") ")?;
    let mut fields = rest.split_whitespace();
    (fields.next() == Some("Z")).then_some(())?;
    fields.last()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{Pid, PidfdFlags, pidfd_open};
    use std::os::fd::AsFd;
    use std::process::{Child, Command};
    use std::thread;

    fn started(script: &str) -> Child {
        let child = Command::new("sh").args(["-c", script]).spawn();
        child.expect("sh starts")
    }

    #[test]
    fn the_end_of_a_process_is_told_before_and_after_its_parent_knows() {
        for (script, raw) in [("exit 5", 5 << 8), ("kill -KILL $$", 9)] {
            let mut child = started(script);
            let pid = child.id();
            while of_zombie(pid).is_none() {
                thread::yield_now();
            }
            assert_eq!(of_zombie(pid), Some(raw));
            let handle =
                pidfd_open(Pid::from_child(&child), PidfdFlags::empty())
                    .expect("a zombie is a process");
            let told = exit_status(pid, handle.as_fd());
            assert_eq!(told, Some(ExitStatus::from_raw(raw)));
            child.wait().expect("it is a child");
            let told = exit_status(pid, handle.as_fd());
            // Older kernels have forgotten it.
            assert!(told.is_none() || told == Some(ExitStatus::from_raw(raw)));
        }
    }

    #[test]
    fn one_that_goes_on_has_not_ended() {
        let mut child = started("sleep 1000");
        let handle = pidfd_open(Pid::from_child(&child), PidfdFlags::empty())
            .expect("it goes on");
        assert_eq!(exit_status(child.id(), handle.as_fd()), None);
        child.kill().expect("it goes on");
        child.wait().expect("it ends");
    }
}
