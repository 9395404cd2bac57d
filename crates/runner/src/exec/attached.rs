//! A program that runs already, of which is kept what is kept of one that was
//! started here. Nothing of it is served or stored but that one file.

use super::keep::Keeper;
use super::looks::ATTACHED;
use super::oom::{OomWatch, spare_this_process};
use super::watching::Watching;
use crate::Interrupt;
use crate::process::command_of;
use anyhow::{Context, Result};
use residue_observer::exit_status;
use residue_report::kept::End;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

/// How long the user may have to wait when he asks to stop.
const PATIENCE: Duration = Duration::from_millis(500);

/// A program that runs already, and the file in which what it holds is kept.
pub struct Attached {
    pid: u32,
    handle: OwnedFd,
    watching: Watching,
    keeper: Keeper,
    oom: OomWatch,
}

/// Why nothing more is kept of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// It has ended, so.
    Ended(End),
    /// The user asked to stop.
    Interrupted,
    /// The file was removed, or somebody else writes one by its name.
    Replaced,
}

impl Attached {
    /// Attaches to the process `pid`, and keeps in `file` what it holds now.
    ///
    /// # Errors
    ///
    /// Where there is no such process, it may not be read, or the file cannot
    /// be written.
    pub fn to(pid: u32, file: &Path) -> Result<Attached> {
        let number = i32::try_from(pid).ok().and_then(Pid::from_raw);
        let number = number.context("0 is no process")?;
        let handle = pidfd_open(number, PidfdFlags::empty())
            .with_context(|| format!("there is no process {pid}"))?;
        spare_this_process();
        let mut watching = Watching::of(pid, None)?;
        let mut keeper = Keeper::of(file, pid, command_of(pid));
        keeper.put(&mut watching).with_context(|| {
            let file = file.display();
            format!("could not write {file}; name a file that can be written")
        })?;
        Ok(Attached { pid, handle, watching, keeper, oom: OomWatch::of(pid) })
    }

    /// Keeps what it holds until it ends, or nobody wants it any more.
    ///
    /// # Errors
    ///
    /// Where the file could not be written at last.
    pub fn follow(mut self, interrupt: &Interrupt) -> Result<Left> {
        // What went wrong is noted there.
        let _ = self.watching.look(ATTACHED);
        while !self.wait() {
            if interrupt.happened() {
                self.keeper.put(&mut self.watching)?;
                return Ok(Left::Interrupted);
            }
            if !self.keeper.is_own() {
                return Ok(Left::Replaced);
            }
            self.keeper.idle(&mut self.watching);
        }
        let end = match exit_status(self.pid, self.handle.as_fd()) {
            Some(status) => self.oom.end(status),
            None => self.oom.unseen(),
        };
        let (of, group) = (&mut self.watching, self.oom.group());
        self.keeper.end(Some(of), group, end.clone())?;
        Ok(Left::Ended(end))
    }

    /// Waits until something is due; whether the program has ended.
    fn wait(&mut self) -> bool {
        let wait = self.watching.idle().min(PATIENCE);
        let wait = Timespec::try_from(wait).unwrap_or_default();
        let handle =
            PollFd::from_borrowed_fd(self.handle.as_fd(), PollFlags::IN);
        let mut fds = [handle];
        // An interruption is as good as the end of the time.
        let _ = poll(&mut fds, Some(&wait));
        fds.iter().any(|of| !of.revents().is_empty())
    }
}
