//! Instructions of a process, by Valgrind.

use std::path::Path;
use std::process::{Command, Stdio};

/// How often an operation is done: by the difference of the two, what a
/// process does beside it falls out.
pub(crate) type Often = [u64; 2];

/// For what takes tens of thousands of instructions each time, as dhat does.
pub(crate) const SELDOM: Often = [100, 300];

/// `program` under Valgrind, for arguments and environment to be added to.
pub(crate) fn under_valgrind(program: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .stdin(Stdio::null());
    command
}

/// Tenths of an instruction that each further time takes.
pub(crate) fn each(
    [few, many]: Often,
    started: impl Fn(u64) -> Command,
) -> Result<u64, String> {
    let base = of(started(few))?;
    let more = of(started(many))?.checked_sub(base);
    let more = more.ok_or("more often took fewer instructions")?;
    Ok(more * 10 / (many - few))
}

/// Instructions that the process takes.
pub(crate) fn of(mut command: Command) -> Result<u64, String> {
    let output = command.output().map_err(|error| {
        format!("valgrind did not start: {error}; it is a package of its name")
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("{command:?} ended with {}:\n{said}", output.status)),
    }
}
