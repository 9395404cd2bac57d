//! Any program, unchanged: started with a library in the place of `malloc`,
//! and looked at as it grows and when it ends.
//!
//! The program keeps its streams, its terminal, its group and its signals,
//! and whatever goes wrong in measuring it is noted and no more.

mod attached;
mod backend;
mod clock;
mod elf;
mod keep;
mod kind;
mod launch;
mod library;
mod looks;
mod oom;
mod peaks;
mod program;
mod sight;
mod signals;
mod socket;
mod supervisor;
mod watching;

pub use attached::{Attached, Left};
pub use backend::{Chosen, NoBackend};
pub use kind::{Kind, Linked};
pub use library::Library;
pub use program::{NotStarted, Program};

use crate::Measured;
use crate::metrics::Metrics;
use anyhow::anyhow;
use clock::Clock;
use residue_report::kept::End;
use signals::Signals;
use socket::Socket;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::rc::Rc;
use std::time::Duration;
use supervisor::Supervisor;

/// What is run, and when it is looked at.
#[derive(Debug)]
pub struct Order {
    /// The program and its arguments.
    pub words: Vec<OsString>,
    /// The library that tracks it.
    pub library: Library,
    /// The allocator to run it under, if not its own.
    pub backend: Option<Chosen>,
    /// How often it is looked at by the clock.
    pub every: Option<Duration>,
    /// Whether programs that it starts are tracked too.
    pub follow: bool,
    /// Where what is known of it is served meanwhile.
    pub metrics: Option<Rc<Metrics>>,
    /// The file in which what it holds is kept, so that it outlives the
    /// program.
    pub keep: Option<PathBuf>,
    /// Whether SIGUSR2 is a wish for a look, and not for the program.
    pub looks_on_usr2: bool,
}

/// How a program ended, and what was measured.
pub struct Ended {
    /// Its own end.
    pub status: ExitStatus,
    /// The same, and whether it was the OOM killer.
    pub end: End,
    /// What was measured, of the program first.
    pub measured: Vec<Measured>,
}

impl Order {
    fn split(&self) -> Result<(&OsString, &[OsString]), NotStarted> {
        let split = self.words.split_first();
        split.ok_or_else(|| NotStarted::Other(anyhow!("no command is named")))
    }

    /// What is served is looked at by the clock even where nobody asked for
    /// such looks, which are then not kept.
    fn clock(&self) -> Option<Clock> {
        let asked = self.every.map(|every| Clock { every, is_kept: true });
        let served = self.metrics.as_ref().map(|_| SERVED);
        asked.or(served)
    }
}

/// How often a program is looked at only because what it holds is served.
const SERVED: Clock = Clock { every: Duration::from_secs(60), is_kept: false };

/// Runs the program of `order` to its end.
pub fn exec(order: &Order) -> Result<Ended, NotStarted> {
    let (word, _) = order.split()?;
    let program = Program::find(word)?;
    let socket = Socket::open()?;
    let signals = Signals::receive()?;
    let child = launch::start(order, &program, &socket)?;
    let mut course = Supervisor::of(order, program, child, socket, signals)?;
    let status = course.follow()?;
    Ok(course.finish(status))
}
