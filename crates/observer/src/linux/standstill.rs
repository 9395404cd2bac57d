//! Stopping a process while it is read.

use super::barrier;
use super::process::{Process, state};
use crate::Error;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use std::os::fd::OwnedFd;
use std::thread;
use std::time::{Duration, Instant};

/// How long a process may take to stop. A thread in an uninterruptible wait
/// stops only when that ends.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_micros(50);

/// A process that stands still, every thread of it, until this is dropped.
#[derive(Debug)]
pub struct Standstill {
    handle: OwnedFd,
    /// Whether it ran before, and so is to run again.
    resume: bool,
}

impl Standstill {
    /// Stops the process, which need not be a child, and waits until all its
    /// threads stand. One that was stopped before stays so afterwards.
    pub fn of(pid: u32) -> Result<Standstill, Error> {
        if pid == std::process::id() {
            let why = "a process cannot stop itself and go on";
            return Err(Error::Unsupported { why });
        }
        let process = Process::find(pid)?;
        let gone = Error::NoSuchProcess { pid };
        let number = i32::try_from(pid).ok().and_then(Pid::from_raw);
        let number = number.ok_or(gone)?;
        let handle = pidfd_open(number, PidfdFlags::empty())
            .map_err(|errno| refusal(&process, errno))?;
        // The handle is of the process that was found only if that still is.
        process.verify()?;
        let resume = !all_stand(&process)?;
        pidfd_send_signal(&handle, Signal::STOP)
            .map_err(|errno| refusal(&process, errno))?;
        // From here on dropping it lets the process go on.
        let standstill = Standstill { handle, resume };
        wait(&process)?;
        Ok(standstill)
    }
}

impl Drop for Standstill {
    fn drop(&mut self) {
        if self.resume {
            // The process may have been killed meanwhile.
            let _ = pidfd_send_signal(&self.handle, Signal::CONT);
        }
    }
}

/// Looks twice: a thread that was made while the first look was under way is
/// in the second, and a standing process makes no more.
fn wait(process: &Process) -> Result<(), Error> {
    let deadline = Instant::now() + PATIENCE;
    let mut looks = 0;
    while looks < 2 {
        if all_stand(process)? {
            looks += 1;
            continue;
        }
        looks = 0;
        process.verify()?;
        if Instant::now() > deadline {
            return Err(Error::Restless { pid: process.pid() });
        }
        thread::sleep(PAUSE);
    }
    process.verify()
}

pub(crate) fn all_stand(process: &Process) -> Result<bool, Error> {
    for thread in process.threads()? {
        let stat = match process.read(&format!("task/{thread}/stat")) {
            Ok(stat) => stat,
            Err(Error::NoSuchProcess { .. }) => continue,
            Err(error) => return Err(error),
        };
        // Stopped, traced, or ended: a main thread may end before others.
        if !matches!(state(&stat), Some(b'T' | b't' | b'Z' | b'X')) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn refusal(process: &Process, errno: Errno) -> Error {
    let pid = process.pid();
    match errno {
        Errno::SRCH => Error::NoSuchProcess { pid },
        Errno::PERM => {
            let (what, barrier) =
                ("stop a thread", barrier::to_read(process.pid()));
            Error::PermissionDenied { pid, what: what.into(), barrier }
        }
        errno => Error::Io {
            what: format!("stop process {pid}"),
            source: errno.into(),
        },
    }
}
