//! The fresh process that runs one scenario under one backend, once.
//!
//! It is this binary again, told by an environment variable what to do, so
//! that nothing is allocated before the scenario but what the order needs.

mod host;
mod order;
mod start;

pub(crate) use order::{ERROR_LINE, Order, START_LINE, Started};

use std::process::ExitCode;

/// Runs the scenario that `order` names. What cannot be done is said on
/// standard output, where the parent listens.
pub(crate) fn run(order: &Order) -> ExitCode {
    match start::start(order) {
        Ok(running) => {
            running.run(&mut host::ProbeHost::of(order));
            drop(running.profiler);
            ExitCode::SUCCESS
        }
        Err(error) => {
            // The exit code says it to whoever does not listen.
            let _ = start::say(ERROR_LINE, &format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
