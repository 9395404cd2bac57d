//! Processes that cannot be looked at, and why.

use crate::Error;
use crate::linux::process::{Process, state};
use std::fs::{self, File};
use std::io::Read;

/// Refuses a process that has no memory of its own, or structures that are
/// not known.
pub(super) fn refuse(process: &Process) -> Result<(), Error> {
    let pid = process.pid();
    if pid == std::process::id() {
        let why = "a process cannot stop itself and look at itself";
        return Err(Error::Unsupported { why });
    }
    match state(&process.read("stat")?) {
        Some(b'Z' | b'X') => return Err(Error::Zombie { pid }),
        _ if process.is_kernels()? => return Err(Error::KernelThread { pid }),
        _ => {}
    }
    // What it is cannot be seen of a process that may not be looked at, which
    // says so when it is.
    match bits(process) {
        Some(32) => Err(Error::Bits { pid }),
        _ => Ok(()),
    }
}

/// What `error` means where the number may be that of a process in a container
/// that has another one here.
pub(super) fn or_elsewhere(pid: u32, error: Error) -> Error {
    let Error::NoSuchProcess { .. } = error else { return error };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers =
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut processes = numbers.filter_map(|here| Process::find(here).ok());
    let is_meant = |process: &Process| {
        process.status().is_ok_and(|is| is.own_pid == u64::from(pid))
    };
    match processes.find(is_meant) {
        Some(process) => Error::OtherNumber { pid, here: process.pid() },
        None => error,
    }
}

/// The width of the words of a process's program, as its file says.
fn bits(process: &Process) -> Option<u32> {
    const CLASS: usize = 4;
    let mut head = [0; CLASS + 1];
    let mut file = File::open(process.path("exe")).ok()?;
    file.read_exact(&mut head).ok()?;
    match head {
        [0x7f, b'E', b'L', b'F', 1] => Some(32),
        [0x7f, b'E', b'L', b'F', 2] => Some(64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn refused(pid: u32) -> Error {
        refuse(&Process::find(pid).unwrap()).unwrap_err()
    }

    #[test]
    fn what_has_no_memory_is_refused_by_what_it_is() {
        let mut child = Command::new("true").spawn().unwrap();
        let process = Process::find(child.id()).unwrap();
        while state(&process.read("stat").unwrap()) != Some(b'Z') {}
        assert!(matches!(refused(child.id()), Error::Zombie { .. }));
        child.wait().unwrap();
    }

    #[test]
    fn this_process_is_no_subject_and_has_64_bits() {
        let pid = std::process::id();
        assert!(matches!(refused(pid), Error::Unsupported { .. }));
        assert_eq!(bits(&Process::find(pid).unwrap()), Some(64));
    }

    #[test]
    fn a_kernel_thread_is_refused_where_one_is_to_be_seen() {
        // In a container there is none.
        let Ok(process) = Process::find(2) else { return };
        if process.read("comm").is_ok_and(|name| name == "kthreadd\n") {
            assert!(matches!(refused(2), Error::KernelThread { .. }));
        }
    }
}
