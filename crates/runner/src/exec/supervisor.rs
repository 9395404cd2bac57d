//! One program from its start to its end: who calls, what is due, and what is
//! passed on to it.

use super::keep::Keeper;
use super::looks::{ASKED, EXIT, START};
use super::oom::OomWatch;
use super::program::NotStarted;
use super::signals::{self, Signals};
use super::socket::{Caller, LibraryMessage, Socket};
use super::watching::Watching;
use super::{Chosen, Ended, Order, Program, launch};
use crate::Measured;
use crate::marks::{Marked, Marks};
use crate::process::{command_of, failure, name_of};
use anyhow::{Context, Result, anyhow, bail};
use residue_report::kept::End;
use residue_report::{Outcome, Probe};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::ffi::{OsStr, OsString};
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// For how long the library may take to say that it was loaded, before the
/// program is looked at without.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) struct Supervisor<'a> {
    order: &'a Order,
    program: Program,
    child: Child,
    pid: Pid,
    handle: OwnedFd,
    socket: Socket,
    signals: Signals,
    /// Where phases are marked from outside; `None` if nobody can.
    marks: Option<Marks>,
    /// What is kept of the program in a file, if that was asked for.
    keeper: Option<Keeper>,
    oom: OomWatch,
    began: Instant,
    /// The program's process, once it has begun.
    own: Option<Watching>,
    /// Processes that it started, where they are followed.
    others: Vec<Watching>,
    ended: Vec<Measured>,
    notes: Vec<String>,
}

impl<'a> Supervisor<'a> {
    /// Supervises the program that was started as `child`.
    pub(super) fn of(
        order: &'a Order,
        program: Program,
        child: Child,
        socket: Socket,
        signals: Signals,
    ) -> Result<Supervisor<'a>, NotStarted> {
        let pid = Pid::from_child(&child);
        let handle = pidfd_open(pid, PidfdFlags::empty())
            .context("could not wait for the program")?;
        let mut notes = launch::notes(&program);
        let marks = Marks::listen(child.id());
        let marks = marks.map_err(|error| {
            notes.push(format!("no phases can be marked here: {error:#}"));
        });
        let keep = order.keep.as_deref();
        let command = command_line(&order.words);
        let keeper = keep.map(|file| Keeper::of(file, child.id(), command));
        let oom = OomWatch::of(child.id());
        let mut course = Supervisor {
            order,
            program,
            child,
            pid,
            handle,
            socket,
            signals,
            marks: marks.ok(),
            keeper,
            oom,
            began: Instant::now(),
            own: None,
            others: Vec::new(),
            ended: Vec::new(),
            notes,
        };
        if course.program.kind.reason().is_some() {
            course.look_from_outside();
        }
        Ok(course)
    }

    /// Until the program ends.
    pub(super) fn follow(&mut self) -> Result<ExitStatus, NotStarted> {
        while !self.wait() {
            while let Some(signal) = self.signals.next() {
                self.signal(signal);
            }
            while let Some(caller) = self.caller() {
                self.called(caller);
            }
            while let Some(marked) = self.marked() {
                let came = self.mark(marked.name());
                marked.answer(&came);
            }
            self.serve();
            self.keep();
            let is_late = self.began.elapsed() > PATIENCE;
            if self.own.is_none() && is_late {
                self.look_from_outside();
            }
        }
        let status = self.child.wait();
        Ok(status.context("could not wait for the program")?)
    }

    /// Waits until something happens or is due; whether the program has
    /// ended.
    fn wait(&mut self) -> bool {
        let own = self.own.iter_mut();
        let watched = own.chain(&mut self.others);
        let due = watched.map(Watching::idle).min();
        let wait = due.unwrap_or(PATIENCE / 20).min(PATIENCE);
        let wait = Timespec::try_from(wait).unwrap_or_default();
        let listen = |fd| PollFd::from_borrowed_fd(fd, PollFlags::IN);
        let mut fds = vec![
            listen(self.handle.as_fd()),
            listen(self.socket.as_fd()),
            listen(self.signals.as_fd()),
        ];
        let metrics = self.order.metrics.as_ref();
        fds.extend(metrics.map(|of| listen(of.as_fd())));
        fds.extend(self.marks.iter().map(|marks| listen(marks.as_fd())));
        // An interruption is as good as the end of the time.
        let _ = poll(&mut fds, Some(&wait));
        // A process that has ended waits for no answer.
        fds.first().is_some_and(|program| !program.revents().is_empty())
    }

    /// Writes what is kept of the program, if it is due.
    fn keep(&mut self) {
        if let Some(keeper) = &mut self.keeper
            && let Some(own) = &mut self.own
        {
            keeper.idle(own);
        }
    }

    /// The same of one that has ended.
    fn keep_at_end(&mut self, end: &End) {
        let Some(keeper) = self.keeper.take() else { return };
        let own = self.own.as_mut();
        let written = keeper.end(own, self.oom.group(), end.clone());
        if let Err(error) = written {
            let why = format!("what it held at its end is not kept: {error}");
            self.notes.push(why);
        }
    }

    /// Answers the scrapes that wait.
    fn serve(&self) {
        let Some(metrics) = &self.order.metrics else { return };
        while let Some(scrape) = metrics.next() {
            let name = self.name();
            let own = self.own.iter().map(|of| of.figures(&name));
            let others = self.others.iter();
            let names = others.clone().map(|of| name_of(of.pid));
            let names: Vec<_> = names.collect();
            let others = others.zip(&names);
            let others =
                others.map(|(of, name)| of.figures(name).of_process(of.pid));
            let all: Vec<_> = own.chain(others).collect();
            scrape.answer(&all);
        }
    }

    /// What the program is called.
    fn name(&self) -> String {
        let name = self.program.path.file_name().unwrap_or(OsStr::new(""));
        name.to_string_lossy().into_owned()
    }

    fn caller(&self) -> Option<Caller> {
        let own = self.child.id();
        let follow = self.order.follow;
        self.socket.next(|pid| pid == own || follow)
    }

    fn called(&mut self, caller: Caller) {
        let is_own = caller.pid == self.child.id();
        match &caller.said {
            LibraryMessage::Start if is_own => self.start(),
            LibraryMessage::Start => {
                let watching = Watching::of(caller.pid, self.order.clock());
                self.others.extend(watching.map(Watching::of_many));
                self.look(caller.pid, START);
            }
            LibraryMessage::Exit if is_own => self.look(caller.pid, EXIT),
            LibraryMessage::Exit => self.other_ends(caller.pid),
            LibraryMessage::Mark(name) => self.look(caller.pid, name),
        }
        // It goes on when it is dropped.
        drop(caller);
    }

    fn look(&mut self, pid: u32, name: &str) {
        let mut watched = self.own.iter_mut().chain(&mut self.others);
        if let Some(watching) = watched.find(|of| of.pid == pid) {
            // What went wrong is noted there.
            let _ = watching.look(name);
        }
    }

    fn marked(&self) -> Option<Marked> {
        self.marks.as_ref()?.wait(Duration::ZERO)
    }

    /// A look that somebody wished for from outside, and what came of it.
    fn mark(&mut self, name: &str) -> Result<String> {
        let pid = self.child.id();
        let own = self.own.as_mut();
        let own = own.with_context(|| {
            format!("process {pid} has not begun to be measured: try again")
        })?;
        if own.has(name) {
            bail!("`{name}` was marked already");
        }
        own.look(name).map_err(|why| anyhow!("{why}"))
    }

    /// The program has begun, or has executed another.
    fn start(&mut self) {
        let clock = self.order.clock();
        match Watching::of(self.child.id(), clock) {
            Ok(mut watching) => {
                let is_expected = self.program.is_trackable();
                if is_expected && !watching.is_tracked() {
                    watching.note(UNMAPPED.to_owned());
                }
                // What went wrong is noted there.
                let _ = watching.look(START);
                self.own = Some(watching);
            }
            Err(error) => self.notes.push(format!("it is not seen: {error}")),
        }
    }

    fn look_from_outside(&mut self) {
        self.start();
        // Not again and again.
        self.began = Instant::now();
    }

    fn other_ends(&mut self, pid: u32) {
        let at = self.others.iter().position(|of| of.pid == pid);
        let Some(at) = at else { return };
        let mut other = self.others.swap_remove(at);
        let _ = other.look(EXIT);
        let probe = Probe {
            scenario: name_of(pid),
            command: command_of(pid),
            ..self.blank()
        };
        let probe = other.finish(probe);
        self.ended.push(Measured { probe, pages: Vec::new() });
    }

    fn signal(&mut self, signal: i32) {
        if self.order.looks_on_usr2 && signals::is_usr2(signal) {
            self.look(self.child.id(), ASKED);
            return;
        }
        signals::pass(self.pid, signal);
    }

    fn blank(&self) -> Probe {
        let backend = self.order.backend.as_ref().map(Chosen::name);
        Probe {
            backend: backend.unwrap_or_default(),
            deterministic: Some(false),
            outcome: Outcome::Completed,
            ..Probe::default()
        }
    }

    /// What was measured of a program that ended so.
    pub(super) fn finish(mut self, status: ExitStatus) -> Ended {
        let end = self.oom.end(status);
        self.keep_at_end(&end);
        let outcome = match failure(status) {
            None => Outcome::Completed,
            Some(reason) => Outcome::Failed { reason },
        };
        let probe = Probe {
            scenario: self.name(),
            command: command_line(&self.order.words),
            outcome,
            warnings: std::mem::take(&mut self.notes),
            ..self.blank()
        };
        let mut probe = match self.own.take() {
            Some(own) => own.finish(probe),
            None => probe,
        };
        if probe.backend.is_empty() {
            UNKNOWN.clone_into(&mut probe.backend);
        }
        let mut measured = vec![Measured { probe, pages: Vec::new() }];
        measured.append(&mut self.ended);
        Ended { status, end, measured }
    }
}

/// The backend of a program of which no allocator is known.
const UNKNOWN: &str = "unknown";

const UNMAPPED: &str = "there is no map of its objects, which is measured from \
                        outside: the address space (ulimit -v) or the size of \
                        files (ulimit -f) is limited, or memory files are \
                        refused";

/// The words of a command, as people read them.
fn command_line(words: &[OsString]) -> String {
    let words = words.iter().map(|word| word.to_string_lossy());
    words.collect::<Vec<_>>().join(" ")
}
