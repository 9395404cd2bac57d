//! Who is measured: every allocator bare, and under every tracker that can
//! stand around it.

mod control;
mod prof;
pub(crate) mod reading;
pub(crate) mod runner;
pub(crate) mod subject;
mod switch;
mod threads;
mod timed;

pub(crate) use prof::serve_if_asked;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Exit code 2 where a bench could not be done.
pub(crate) fn finish(done: Result<(), Box<dyn Error>>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With nowhere to write there is nobody to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
