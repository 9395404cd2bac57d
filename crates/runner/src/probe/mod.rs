//! The fresh process that runs one scenario under one backend, once.
//!
//! It is this binary again, told by an environment variable what to do, so
//! that nothing is allocated before the scenario but what the order needs.

mod command;
mod host;
mod order;
mod recording;
mod start;
mod timed;

pub(crate) use command::command;
pub(crate) use order::{
    ERROR_LINE, FIGURE_LINE, RECORDED_LINE, Recorded, START_LINE, Started,
    TIMED_LINE,
};
pub use order::{ProbeOrder, Recording};

use std::process::ExitCode;

/// Runs the scenario that `order` names. What cannot be done is said on
/// standard output, where the parent listens.
pub fn run(order: &ProbeOrder) -> ExitCode {
    let done = start::start(order).and_then(|running| {
        if order.timed {
            return timed::time(&running);
        }
        let host = host::ProbeHost::of(order);
        match &order.recording {
            None => observed(running, host),
            Some(recording) => recording::record(&running, host, recording)?,
        }
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The exit code says it to whoever does not listen.
            let _ = start::say(ERROR_LINE, &format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

fn observed(running: start::Running, mut host: host::ProbeHost) {
    running.run(&mut host);
    drop(running.profiler);
}
