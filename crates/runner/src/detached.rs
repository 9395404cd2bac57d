//! This binary once more, as a process that outlives this one and holds
//! nothing of what whoever started it may wait for.
#![expect(unsafe_code, reason = "descriptors that were inherited, by number")]

use anyhow::{Context, Result, bail};
use rustix::io::{FdFlags, fcntl_setfd};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::os::fd::{BorrowedFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Starts this binary with `arguments`, in a group of its own and without the
/// streams and descriptors of this one, and waits for the first line that it
/// says on standard output.
///
/// # Errors
///
/// Where it ends before it says one: what it said on standard error instead.
pub fn detached(arguments: &[OsString]) -> Result<String> {
    let own = std::env::current_exe().context("could not find this program")?;
    let mut command = Command::new(own);
    command.args(arguments).process_group(0).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    close_inherited();
    let mut child = command.spawn().context("could not start")?;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let (Some(output), Some(errors)) = (output, errors) else {
        bail!("could not hear what was started");
    };
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    if let Some(line) = line.strip_suffix('\n') {
        return Ok(line.to_owned());
    }
    let mut why = String::new();
    BufReader::new(errors).read_to_string(&mut why)?;
    let why = why.trim_end();
    bail!("{}", why.strip_prefix("residue: ").unwrap_or(why))
}

/// Has the next program that is started not inherit what this one inherited,
/// such as a service's socket: the port would stay taken.
fn close_inherited() {
    let Ok(listed) = std::fs::read_dir("/proc/self/fd") else { return };
    let numbers = listed
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<RawFd>().ok());
    for number in numbers.filter(|&number| number > 2) {
        // SAFETY: /proc has just listed it; should it be closed since, the
        // kernel says so, and nothing but a flag is set.
        let inherited = unsafe { BorrowedFd::borrow_raw(number) };
        let _ = fcntl_setfd(inherited, FdFlags::CLOEXEC);
    }
}
