//! Exit codes: 0 fine, 1 the answer is no, 2 the tool could not do it.

use rustix::process::{Resource, Rlimit, setrlimit};
use signal_hook::low_level::emulate_default_handler;
use std::io::{self, ErrorKind};
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitCode, ExitStatus};

/// Says a line on standard error. Where even that fails there is nobody left
/// to tell.
macro_rules! say {
    ($($message:tt)*) => {{
        use std::io::Write as _;
        let message = residue_present::printable_lines(&format!($($message)*));
        let _ = writeln!(std::io::stderr(), "residue: {message}");
    }};
}

pub(crate) use say;

/// Says the first of `broken` limits, and how many more there are.
pub(crate) fn tell_broken<'a>(mut broken: impl Iterator<Item = &'a str>) {
    if let Some(first) = broken.next() {
        let more = match broken.count() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        say!("{first}{more}");
    }
}

/// How a command ended that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// All of it.
    Fine,
    /// The answer is no, and the user has been told why.
    No,
    /// Some of it could not be done, and the user has been told.
    InPart,
    /// A program was run, and this is how it ended.
    AsProgram(ExitStatus),
    /// What a shell answers to a program that cannot be run; the user has
    /// been told.
    Code(u8),
}

/// Passes over a reader that closed the pipe.
pub(crate) fn unless_broken_pipe(
    outcome: anyhow::Result<()>,
) -> anyhow::Result<()> {
    match outcome {
        Err(error) if is_broken_pipe(&error) => Ok(()),
        outcome => outcome,
    }
}

/// The exit code of a command. Errors go to standard error; a reader that
/// closed the pipe is no error.
pub(crate) fn code(outcome: anyhow::Result<Done>) -> ExitCode {
    match outcome {
        Ok(Done::Fine) => ExitCode::SUCCESS,
        Ok(Done::No) => ExitCode::from(1),
        Ok(Done::InPart) => ExitCode::from(2),
        Ok(Done::AsProgram(status)) => as_program(status),
        Ok(Done::Code(code)) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            crate::exit::say!("{error:#}");
            ExitCode::from(2)
        }
    }
}

/// Ends as a program has ended: by the same exit code, or the same signal, so
/// that whoever waits sees what it would have seen.
fn as_program(status: ExitStatus) -> ExitCode {
    if let Some(signal) = status.signal() {
        // A core would be of this program.
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let _ = setrlimit(Resource::Core, none);
        let _ = emulate_default_handler(signal);
        // It does not end everybody: what a shell makes of it.
        return ExitCode::from(128_u8.wrapping_add(signal as u8));
    }
    ExitCode::from(status.code().unwrap_or(2) as u8)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    })
}
