//! The process goes on as another program: that one is to be tracked too.
//!
//! Only the process that the library was loaded into is: what a child
//! executes is left alone.
#![expect(unsafe_code, reason = "functions that take the place of C's")]

use crate::environment;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

type Strings = *const *const c_char;

/// An environment with our variables, in memory of its own: the program's
/// heap may be in any state. Dropping it gives the memory back, where the
/// program could not be executed.
struct Environment {
    memory: *mut c_void,
    len: usize,
}

impl Environment {
    /// `given` with our variables; `None` where it is to be left alone.
    ///
    /// # Safety
    ///
    /// `given` is null, or an environment.
    unsafe fn with_ours(given: Strings) -> Option<Environment> {
        if given.is_null() || !environment::is_own_process() {
            return None;
        }
        let (part, whole) = environment::ours()?;
        // SAFETY: the caller's is an environment.
        let (count, former) = unsafe { look_at(given) };
        let name = environment::preload_name();
        let text = name.len() + part.len() + 1 + former.len() + 1;
        let entries = (count + 3) * size_of::<*const c_char>();
        let mut made = Environment::map(entries + text)?;
        // SAFETY: the caller's is an environment, and there is room for as
        // many entries and the text behind them.
        unsafe { made.fill(given, entries, [name, part, former], whole) };
        Some(made)
    }

    fn map(len: usize) -> Option<Environment> {
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // SAFETY: without MAP_FIXED the kernel picks a range that is free.
        let memory = unsafe {
            libc::mmap(ptr::null_mut(), len, protection, flags, -1, 0)
        };
        (memory != libc::MAP_FAILED).then_some(Environment { memory, len })
    }

    /// # Safety
    ///
    /// `given` is an environment; the memory has room for its entries and two
    /// more in the first `entries` bytes, and for the text of `preload`, a
    /// colon and a zero behind them.
    unsafe fn fill(
        &mut self,
        given: Strings,
        entries: usize,
        preload: [&[u8]; 3],
        whole: &'static [u8],
    ) {
        let text = self.memory.cast::<u8>().wrapping_add(entries);
        let [name, part, former] = preload;
        let colon: &[u8] = if former.is_empty() { b"" } else { b":" };
        let mut at = text;
        for piece in [name, part, colon, former] {
            // SAFETY: the caller made room for all of them; the memory is
            // new, and so no piece lies in it.
            unsafe { at.copy_from_nonoverlapping(piece.as_ptr(), piece.len()) };
            at = at.wrapping_add(piece.len());
        }
        let mut slot = self.memory.cast::<*const c_char>();
        let mut push = |entry: *const c_char| {
            // SAFETY: the caller made room for all entries and the null.
            unsafe { slot.write(entry) };
            slot = slot.wrapping_add(1);
        };
        let mut preload = Some(text.cast_const().cast());
        let replace = |entry: &CStr| {
            let preload =
                preload.take_if(|_| environment::is_preload(entry).is_some());
            push(preload.unwrap_or(entry.as_ptr()));
        };
        // SAFETY: the caller's is an environment.
        unsafe { each(given, replace) };
        preload.into_iter().for_each(&mut push);
        push(whole.as_ptr().cast());
        push(ptr::null());
    }

    fn entries(&self) -> Strings {
        self.memory.cast_const().cast()
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        // SAFETY: `map` mapped it, and nobody else knows it.
        unsafe { libc::munmap(self.memory, self.len) };
    }
}

/// How many entries there are, and what `LD_PRELOAD` is set to.
///
/// # Safety
///
/// `given` is an environment.
unsafe fn look_at<'a>(given: Strings) -> (usize, &'a [u8]) {
    let (mut count, mut former) = (0, &[][..]);
    // SAFETY: the caller's is an environment.
    unsafe {
        each(given, |entry| {
            count += 1;
            if let Some(value) = environment::is_preload(entry) {
                former = value;
            }
        })
    };
    (count, former)
}

/// # Safety
///
/// `given` is an environment.
unsafe fn each<'a>(given: Strings, mut visit: impl FnMut(&'a CStr)) {
    let mut entry = given;
    loop {
        // SAFETY: the ones before were not the null at the end.
        let text = unsafe { *entry };
        if text.is_null() {
            return;
        }
        // SAFETY: an entry of an environment is a C string.
        visit(unsafe { CStr::from_ptr(text) });
        entry = entry.wrapping_add(1);
    }
}

/// # Safety
///
/// As of `execve`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn execve(
    path: *const c_char,
    arguments: Strings,
    given: Strings,
) -> c_int {
    // SAFETY: the caller's is an environment.
    let ours = unsafe { Environment::with_ours(given) };
    let environment = ours.as_ref().map_or(given, Environment::entries);
    // SAFETY: the caller's contract is that of the system call.
    let done = unsafe {
        libc::syscall(libc::SYS_execve, path, arguments, environment)
    };
    done as c_int
}

/// # Safety
///
/// As of `execv`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn execv(
    path: *const c_char,
    arguments: Strings,
) -> c_int {
    // SAFETY: the caller's contract is that of `execve`.
    unsafe { execve(path, arguments, environment::current()) }
}

/// # Safety
///
/// As of `fexecve`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn fexecve(
    file: c_int,
    arguments: Strings,
    given: Strings,
) -> c_int {
    let (path, flags) = (c"".as_ptr(), libc::AT_EMPTY_PATH);
    // SAFETY: the caller's contract is that of `execveat`.
    unsafe { execveat(file, path, arguments, given, flags) }
}

/// # Safety
///
/// As of `execveat`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn execveat(
    folder: c_int,
    path: *const c_char,
    arguments: Strings,
    given: Strings,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's is an environment.
    let ours = unsafe { Environment::with_ours(given) };
    let environment = ours.as_ref().map_or(given, Environment::entries);
    // SAFETY: the caller's contract is that of the system call.
    let done = unsafe {
        libc::syscall(
            libc::SYS_execveat,
            folder,
            path,
            arguments,
            environment,
            flags,
        )
    };
    done as c_int
}

/// # Safety
///
/// As of `execvp`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn execvp(
    file: *const c_char,
    arguments: Strings,
) -> c_int {
    // SAFETY: the caller's contract is that of `execvpe`.
    unsafe { execvpe(file, arguments, environment::current()) }
}

/// # Safety
///
/// As of `execvpe`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn execvpe(
    file: *const c_char,
    arguments: Strings,
    given: Strings,
) -> c_int {
    type Execvpe =
        unsafe extern "C" fn(*const c_char, Strings, Strings) -> c_int;
    // SAFETY: the name is a C string.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, c"execvpe".as_ptr()) };
    // SAFETY: the C library's function of this name is one, or is missing.
    let next: Option<Execvpe> = unsafe { std::mem::transmute(next) };
    let Some(next) = next else { return -1 };
    // SAFETY: the caller's is an environment.
    let ours = unsafe { Environment::with_ours(given) };
    let environment = ours.as_ref().map_or(given, Environment::entries);
    // SAFETY: the caller's contract is that of `execvpe`.
    unsafe { next(file, arguments, environment) }
}
