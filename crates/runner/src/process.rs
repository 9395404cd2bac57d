//! The process of a subject, and the lines that it says.

mod ending;
mod lines;
mod named;

pub(crate) use ending::failure;
pub(crate) use named::{command_of, name_of};

use crate::Interrupt;
use anyhow::{Context, Result};
use lines::Lines;
use residue_segment::protocol::DESCRIPTOR_VARIABLE;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::FdFlags;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long the user may have to wait when he asks to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// For how long a process that was cut off is expected to end.
const MOMENT: Duration = Duration::from_millis(100);

/// For how long a process that has shown all may take to end, once the user
/// asked to stop.
const GRACE: Duration = Duration::from_secs(2);

/// A running subject. It is killed when dropped, and with it the processes
/// that it left behind.
pub(crate) struct Process {
    child: Child,
    /// What it says on standard output, and over its own descriptor.
    channels: Vec<Channel>,
}

/// A way on which it says lines, and waits for one.
struct Channel {
    said: Lines,
    go: OwnedFd,
}

/// What became of waiting for a line.
pub(crate) enum Heard {
    /// A line without its end, and the channel that waits for an answer.
    Line(usize, String),
    /// It has ended.
    Ended,
    /// The user asked to stop.
    Interrupted,
    /// It took longer than it may.
    Silent,
}

impl Process {
    /// Starts `command`, which speaks over its standard streams.
    pub(crate) fn spawn(mut command: Command) -> Result<Process> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Out of reach of the terminal, which would tell a whole group:
            // whether a subject ends is decided here.
            .process_group(0)
            .spawn()
            .context("could not start the probe")?;
        let go = child.stdin.take().context("no standard input")?;
        let out = child.stdout.take().context("no standard output")?;
        let said = Lines::of(out.into())?;
        let channels = vec![Channel { said, go: go.into() }];
        Ok(Process { child, channels })
    }

    /// Starts `command`, which may speak over its standard streams, or over a
    /// descriptor that a variable names.
    pub(crate) fn with_own_descriptor(mut command: Command) -> Result<Process> {
        let (ours, its) = socketpair(
            AddressFamily::UNIX,
            SocketType::STREAM,
            SocketFlags::CLOEXEC,
            None,
        )?;
        // Its end is to be inherited by it, and by nothing else: there is no
        // other thread here that starts processes.
        rustix::io::fcntl_setfd(&its, FdFlags::empty())?;
        command.env(DESCRIPTOR_VARIABLE, its.as_raw_fd().to_string());
        let mut process = Process::spawn(command)?;
        let go = ours.try_clone()?;
        process.channels.push(Channel { said: Lines::of(ours)?, go });
        Ok(process)
    }

    /// The process's number.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The next line that it says. Whenever there is none yet, `idle` may use
    /// the time, and says after what time it wants to be asked again, if at
    /// all.
    pub(crate) fn line(
        &mut self,
        interrupt: &Interrupt,
        until: Option<Instant>,
        mut idle: impl FnMut() -> Option<Duration>,
    ) -> Heard {
        loop {
            if interrupt.happened() {
                return Heard::Interrupted;
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                return Heard::Silent;
            }
            if let Some((channel, line)) = self.said_already() {
                return Heard::Line(channel, line);
            }
            // Asked before it is listened to: what it said before it ended
            // is there by then.
            let has_ended = self.has_ended();
            let wait = if has_ended { Some(Duration::ZERO) } else { idle() };
            let wait = wait.unwrap_or(PATIENCE).min(PATIENCE);
            if self.listen(wait) {
                continue;
            }
            if has_ended || self.channels.iter().all(|of| of.said.is_over()) {
                // The last line may lack its end.
                return match self.rest() {
                    Some((channel, line)) => Heard::Line(channel, line),
                    None => Heard::Ended,
                };
            }
        }
    }

    fn said_already(&mut self) -> Option<(usize, String)> {
        let mut channels = self.channels.iter_mut().enumerate();
        channels.find_map(|(at, of)| Some((at, of.said.next()?)))
    }

    fn rest(&mut self) -> Option<(usize, String)> {
        let mut channels = self.channels.iter_mut().enumerate();
        channels.find_map(|(at, of)| Some((at, of.said.rest()?)))
    }

    /// Waits for so long until it says something; whether it did.
    fn listen(&mut self, wait: Duration) -> bool {
        let mut open: Vec<_> =
            self.channels.iter_mut().filter(|of| !of.said.is_over()).collect();
        let mut fds: Vec<_> = open
            .iter()
            .map(|of| PollFd::from_borrowed_fd(of.said.fd(), PollFlags::IN))
            .collect();
        // No time here is too long for one.
        let wait = Timespec::try_from(wait).unwrap_or_default();
        if poll(&mut fds, Some(&wait)).is_err() {
            return false;
        }
        let ready: Vec<_> =
            fds.iter().map(|fd| !fd.revents().is_empty()).collect();
        drop(fds);
        let ready = open.iter_mut().zip(ready).filter(|(_, ready)| *ready);
        ready.fold(false, |said, (of, _)| of.said.read() || said)
    }

    /// Lets it go on from a phase that it said on a channel. One that died
    /// meanwhile is found out when it is waited for.
    pub(crate) fn go_on(&self, channel: usize) {
        let _ = rustix::io::write(&self.channels[channel].go, b"\n");
    }

    /// Whether it has ended. It is left to be waited for, so that its number
    /// stays its own.
    pub(crate) fn has_ended(&self) -> bool {
        let Some(pid) = self.number() else { return true };
        let options = WaitIdOptions::EXITED
            | WaitIdOptions::NOHANG
            | WaitIdOptions::NOWAIT;
        // An error means that it was waited for already.
        rustix::process::waitid(WaitId::Pid(pid), options)
            .map_or(true, |ended| ended.is_some())
    }

    /// How it ended, if it has, or does within a moment.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.wait(&Interrupt::default(), Some(MOMENT)).ok()?
    }

    /// Waits for it to end; `None` if it does not within `patience`, or soon
    /// after the user asked to stop.
    pub(crate) fn wait(
        &mut self,
        interrupt: &Interrupt,
        patience: Option<Duration>,
    ) -> Result<Option<ExitStatus>> {
        let since = Instant::now();
        let pause = Duration::from_millis(2);
        while !self.has_ended() {
            let stopped = interrupt.happened().then_some(GRACE);
            let most = [patience, stopped].into_iter().flatten().min();
            if most.is_some_and(|most| since.elapsed() >= most) {
                return Ok(None);
            }
            thread::sleep(pause);
        }
        self.kill_group();
        let status = self.child.wait();
        Ok(Some(status.context("could not wait for the probe")?))
    }

    fn number(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.child.id()).ok()?)
    }

    /// Ends what is left of its group. Its number must be its own still: it
    /// has not been waited for.
    fn kill_group(&self) {
        if let Some(pid) = self.number() {
            // It fails where nothing is left, which is as well.
            let _ = rustix::process::kill_process_group(pid, Signal::KILL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill_group();
            let _ = self.child.wait();
        }
    }
}
