//! A process beside this one that keeps what this one holds in a file, so
//! that it can be told afterwards who held the memory.
//!
//! The segment is memory, and memory goes with the last process that has it:
//! the keeper is that process. A segment that is itself a file would need none,
//! and would kill this process by SIGBUS on a full disk, or when somebody
//! shortens the file.

use crate::process::is_text;
use crate::sys::{self, Errno};
use std::ffi::CStr;
use std::sync::atomic::AtomicI32;
use std::sync::atomic::Ordering::Relaxed;

/// Environment variable with the name of a file. The first allocation of a
/// program that is tracked starts `residue keep` beside it then, which keeps
/// in the file what the program holds, and once more when it was killed,
/// whatever killed it: `residue doctor FILE` says who held its memory. `%p` in
/// the name is the process's number.
///
/// It takes some tens of milliseconds before `main`, once. What hinders it is
/// said on standard error, and by [`kept`]; the program runs on. It is passed
/// over in a program with rights that its caller lacks (setuid), and under
/// `residue exec`, which keeps what the program holds by itself.
pub const KEEP_VARIABLE: &str = "RESIDUE_KEEP";

/// Environment variable with the command to start for [`KEEP_VARIABLE`]:
/// `residue` where it is not set, found by `PATH`.
pub const KEEPER_VARIABLE: &str = "RESIDUE_KEEPER";

const KEEP_NAME: &CStr = c"RESIDUE_KEEP";
const KEEPER_NAME: &CStr = c"RESIDUE_KEEPER";
const _: () = assert!(is_text(KEEP_NAME, KEEP_VARIABLE));
const _: () = assert!(is_text(KEEPER_NAME, KEEPER_VARIABLE));

const NO_KEEPER: &[u8] = b"residue: RESIDUE_KEEP: what this program holds is \
not kept, since the command `residue` cannot be started: put it on PATH, or \
name its file by RESIDUE_KEEPER\n";

/// Whether what this process holds is kept in a file that outlives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kept {
    /// It is not: nobody asked for it, or nothing is tracked.
    NotAsked,
    /// It is, by another process.
    Kept,
    /// It is not: the keeper could not be started, with this `errno`.
    NoKeeper(i32),
    /// It is not: the keeper ended with this exit code, and has said why on
    /// standard error.
    Refused(i32),
}

/// A [`Kept`] as one number: an `errno` is below 0, an exit code above.
static OUTCOME: AtomicI32 = AtomicI32::new(NOT_ASKED);

const NOT_ASKED: i32 = i32::MIN;
const KEPT: i32 = 0;

/// Whether what this process holds is kept in a file that outlives it.
pub fn kept() -> Kept {
    match OUTCOME.load(Relaxed) {
        NOT_ASKED => Kept::NotAsked,
        KEPT => Kept::Kept,
        errno @ ..KEPT => Kept::NoKeeper(-errno),
        code => Kept::Refused(code),
    }
}

/// Starts a keeper, if one is asked for. The segment can be found by others.
pub(crate) fn start() {
    let Some(file) = asked() else { return };
    let keeper = sys::environment(KEEPER_NAME).unwrap_or(c"residue");
    let mut digits = [0; 21];
    let Some(pid) = decimal(sys::process_id(), &mut digits) else { return };
    let words = [keeper, c"keep", c"--detach", c"--quiet", pid, c"--", file];
    let outcome = match sys::run(&words) {
        Ok(code) => code,
        Err(Errno(errno)) => {
            sys::write_all(sys::STANDARD_ERROR, NO_KEEPER);
            -errno
        }
    };
    OUTCOME.store(outcome, Relaxed);
}

fn asked() -> Option<&'static CStr> {
    let file = sys::environment(KEEP_NAME)?;
    (!file.is_empty() && !sys::is_privileged()).then_some(file)
}

/// `number` in decimal digits.
fn decimal(mut number: u64, digits: &mut [u8; 21]) -> Option<&CStr> {
    let mut at = digits.len() - 1;
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return CStr::from_bytes_with_nul(&digits[at..]).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits() {
        for number in [0, 7, 10, 4_194_304, u64::MAX] {
            let mut digits = [0; 21];
            let text = decimal(number, &mut digits).unwrap();
            assert_eq!(text.to_str(), Ok(&*number.to_string()));
        }
    }
}
