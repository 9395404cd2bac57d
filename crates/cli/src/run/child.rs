//! A probe's process, and the line protocol over its standard streams.

use crate::probe::Order;
use crate::run::{Interrupt, Job};
use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{
    Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio,
};
use std::thread;
use std::time::Duration;

/// Prefixes of environment variables that allocators read. A probe inherits
/// none, so that only `--set` sets anything.
const ALLOCATORS: [&str; 5] =
    ["MALLOC_", "_RJEM_", "MIMALLOC_", "GLIBC_TUNABLES", "RESIDUE"];

/// Longest line of a subject that is looked at.
const LINE_MAX: u64 = 64 << 10;

/// How long the user may have to wait when he asks to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// The command that is the probe of `order`, under a backend that `variables`
/// set up.
pub(crate) fn probe(
    order: &Order,
    variables: &[(String, String)],
) -> Result<Command> {
    let this =
        std::env::current_exe().context("could not find the residue binary")?;
    let mut command = Command::new(this);
    for variable in inherited_settings() {
        command.env_remove(variable);
    }
    let (variable, order) = order.variable()?;
    command
        .env(variable, order)
        .env(residue::SWITCH_VARIABLE, "on")
        .envs(variables.iter().cloned());
    Ok(command)
}

/// A running probe. It is killed when dropped.
pub(crate) struct Subject {
    child: Child,
    out: BufReader<ChildStdout>,
    go: ChildStdin,
}

impl Subject {
    /// Starts the probe of `job`, which waits at each phase to be measured.
    pub(crate) fn start(job: &Job) -> Result<Subject> {
        let mut command = probe(&job.order, &job.variables)?;
        command.env(residue::OBSERVED_VARIABLE, "1");
        Subject::spawn(command)
    }

    /// Starts `command`.
    pub(crate) fn spawn(mut command: Command) -> Result<Subject> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Out of reach of the terminal, which would tell a whole group:
            // whether a probe ends is decided here.
            .process_group(0)
            .spawn()
            .context("could not start the probe")?;
        let go = child.stdin.take().context("no standard input")?;
        let out = child.stdout.take().context("no standard output")?;
        Ok(Subject { child, out: BufReader::new(out), go })
    }

    /// The process's number.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The next line it says, without its end; `None` when it has ended, or
    /// the user asked to stop. Whenever there is none yet, `idle` may use the
    /// time, and says after what time it wants to be asked again, if at all.
    pub(crate) fn line(
        &mut self,
        interrupt: &Interrupt,
        mut idle: impl FnMut() -> Option<Duration>,
    ) -> Option<String> {
        let mut ready = self.says_something(Duration::ZERO);
        while !ready {
            if interrupt.happened() {
                return None;
            }
            let wait = idle().unwrap_or(PATIENCE).min(PATIENCE);
            ready = self.says_something(wait);
        }
        if interrupt.happened() {
            return None;
        }
        let mut bytes = Vec::new();
        let mut out = (&mut self.out).take(LINE_MAX);
        let read = out.read_until(b'\n', &mut bytes).ok()?;
        let line = String::from_utf8_lossy(&bytes);
        (read > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Waits for so long until it says something, or has ended.
    fn says_something(&self, wait: Duration) -> bool {
        if !self.out.buffer().is_empty() {
            return true;
        }
        let mut out = [PollFd::new(self.out.get_ref(), PollFlags::IN)];
        // No time here is too long for one.
        let wait = Timespec::try_from(wait).unwrap_or_default();
        let ready = poll(&mut out, Some(&wait));
        match ready {
            Ok(ready) => ready > 0,
            // Reading tells what is wrong.
            Err(error) => error != Errno::INTR,
        }
    }

    /// Lets it go on from a phase. One that died meanwhile is found out when
    /// it is waited for.
    pub(crate) fn go_on(&mut self) {
        let _ = self.go.write_all(b"\n").and_then(|()| self.go.flush());
    }

    /// How it ended, if it has, or does within a moment.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        (0..20).find_map(|_| {
            let status = self.child.try_wait().ok().flatten();
            if status.is_none() {
                thread::sleep(Duration::from_millis(5));
            }
            status
        })
    }

    /// Waits for it to end.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        self.child.wait().context("could not wait for the probe")
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a process ended that did not end well.
pub(crate) fn failure(status: ExitStatus) -> Option<String> {
    if status.success() {
        return None;
    }
    Some(match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("killed by {}", signal_name(signal)),
        (None, None) => "ended in an unknown way".to_owned(),
    })
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        2 => "SIGINT",
        6 => "SIGABRT: it gave up, perhaps for want of memory",
        7 => "SIGBUS: the kernel had no page for it",
        9 => "SIGKILL: by someone, or by the kernel for want of memory",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => return format!("signal {signal}"),
    };
    format!("signal {signal} ({name})")
}

fn inherited_settings() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        ALLOCATORS.iter().any(|prefix| name.starts_with(prefix))
    })
}
