//! Another program, run to its end.
#![expect(unsafe_code, reason = "calls of the C library")]

use super::Errno;
use std::ffi::{CStr, c_char, c_int};
use std::mem::MaybeUninit;
use std::ptr;

/// Words of a command, at most, its name among them.
const WORDS_MAX: usize = 8;

/// The environment of what is run: it is not tracked, and nothing that was
/// meant for this process is heard by it.
const ENVIRONMENT: &CStr = c"RESIDUE=off";

/// Runs the program `words[0]`, found as a shell finds it, and waits for its
/// end: its exit code, or why there is none. It allocates nothing.
pub(crate) fn run(words: &[&CStr]) -> Result<i32, Errno> {
    let mut arguments = [ptr::null::<c_char>(); WORDS_MAX + 1];
    for (argument, word) in arguments[..WORDS_MAX].iter_mut().zip(words) {
        *argument = word.as_ptr();
    }
    let environment = [ENVIRONMENT.as_ptr(), ptr::null()];
    let Some(program) = words.first() else { return Err(Errno(libc::EINVAL)) };
    let attributes = Attributes::new()?;
    let mut pid: libc::pid_t = 0;
    // Neither C library allocates for it: the child has this process's memory
    // until it is the other program.
    // SAFETY: all words are C strings that live until this returns, both
    // arrays end in null, and `posix_spawnattr_init` made the attributes.
    let error = unsafe {
        libc::posix_spawnp(
            &raw mut pid,
            program.as_ptr(),
            ptr::null(),
            attributes.0.as_ptr(),
            arguments.as_ptr().cast::<*mut c_char>(),
            environment.as_ptr().cast::<*mut c_char>(),
        )
    };
    if error == 0 { wait(pid) } else { Err(Errno(error)) }
}

/// What a program starts with: no signal is blocked, whatever this thread
/// blocks.
struct Attributes(MaybeUninit<libc::posix_spawnattr_t>);

impl Attributes {
    fn new() -> Result<Attributes, Errno> {
        let mut made = MaybeUninit::uninit();
        let mut none = MaybeUninit::<libc::sigset_t>::uninit();
        // SAFETY: there is room for what it makes.
        let error = unsafe { libc::posix_spawnattr_init(made.as_mut_ptr()) };
        if error != 0 {
            return Err(Errno(error));
        }
        // SAFETY: there is room for the set that it makes.
        unsafe { libc::sigemptyset(none.as_mut_ptr()) };
        // SAFETY: the attributes and the set were made just now.
        unsafe {
            libc::posix_spawnattr_setsigmask(made.as_mut_ptr(), none.as_ptr())
        };
        let flags = libc::POSIX_SPAWN_SETSIGMASK as _;
        // SAFETY: the attributes were made just now.
        unsafe { libc::posix_spawnattr_setflags(made.as_mut_ptr(), flags) };
        Ok(Attributes(made))
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: `new` made them, and nobody uses them any more.
        unsafe { libc::posix_spawnattr_destroy(self.0.as_mut_ptr()) };
    }
}

/// The exit code of a child; 128 and the signal's number where one ended it.
fn wait(pid: libc::pid_t) -> Result<i32, Errno> {
    let mut status: c_int = 0;
    loop {
        // SAFETY: there is room for the status.
        let waited = unsafe { libc::waitpid(pid, &raw mut status, 0) };
        match Errno::last() {
            _ if waited == pid => break,
            Errno(libc::EINTR) => {}
            error => return Err(error),
        }
    }
    Ok(match libc::WIFEXITED(status) {
        true => libc::WEXITSTATUS(status),
        false => 128 + libc::WTERMSIG(status),
    })
}

/// Whether this program has rights that whoever started it lacks: what its
/// environment says is not to be followed then.
#[cfg(target_os = "linux")]
pub(crate) fn is_privileged() -> bool {
    // SAFETY: it only reads.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// The same; elsewhere it is not asked.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_privileged() -> bool {
    true
}
