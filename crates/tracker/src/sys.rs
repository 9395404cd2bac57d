//! The system calls the tracker makes. None of them allocates.
#![expect(unsafe_code, reason = "calls of the C library")]

mod shared;
mod spawn;

pub(crate) use shared::{identity, map, next_extent, shared_file};
pub(crate) use spawn::{is_privileged, run};

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// An `errno`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(pub(crate) i32);

impl Errno {
    fn last() -> Errno {
        Errno(std::io::Error::last_os_error().raw_os_error().unwrap_or(0))
    }
}

/// What the environment variable `name` is set to.
#[cfg(target_os = "linux")]
pub(crate) fn environment(name: &CStr) -> Option<&'static CStr> {
    unsafe extern "C" {
        // The C library's, which libc does not declare.
        static environ: *const *const c_char;
    }
    // Not by `getenv`: a program may have one of its own, as bash does, that
    // allocates.
    // SAFETY: the pointer is read as any C program reads it; it is null
    // before the C library is set up.
    let mut entry = unsafe { environ };
    while !entry.is_null() {
        // SAFETY: `entry` is in the environment, or the null at its end.
        let text = unsafe { *entry };
        if text.is_null() {
            return None;
        }
        // SAFETY: an entry of the environment is a C string, which stays
        // where it is unless the program changes the variable.
        let text = unsafe { CStr::from_ptr(text) };
        if let Some(value) = value_of(text, name) {
            return Some(value);
        }
        // SAFETY: `entry` was not the null at the end.
        entry = unsafe { entry.add(1) };
    }
    None
}

/// What is behind `NAME=` in an entry of the environment that begins so.
#[cfg(target_os = "linux")]
fn value_of<'a>(entry: &'a CStr, name: &CStr) -> Option<&'a CStr> {
    let entry = entry.to_bytes_with_nul();
    let value = entry.strip_prefix(name.to_bytes())?.strip_prefix(b"=")?;
    CStr::from_bytes_with_nul(value).ok()
}

/// What the environment variable `name` is set to.
#[cfg(not(target_os = "linux"))]
pub(crate) fn environment(name: &CStr) -> Option<&'static CStr> {
    // SAFETY: `name` is a C string by its type; getenv only reads.
    let value = unsafe { libc::getenv(name.as_ptr()) };
    if value.is_null() {
        return None;
    }
    // SAFETY: getenv returned it, so it is a C string in the environment,
    // which stays where it is unless the program changes the variable.
    Some(unsafe { CStr::from_ptr(value) })
}

/// Nanoseconds of the monotonic clock.
pub(crate) fn monotonic_ns() -> u64 {
    clock_ns(libc::CLOCK_MONOTONIC)
}

/// Nanoseconds of processor time that all threads of the process have had,
/// past ones too.
pub(crate) fn processor_ns() -> u64 {
    clock_ns(libc::CLOCK_PROCESS_CPUTIME_ID)
}

fn clock_ns(clock: libc::clockid_t) -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the kernel writes a `timespec`, which `now` is.
    unsafe { libc::clock_gettime(clock, &raw mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

/// Lets another thread run.
pub(crate) fn yield_now() {
    // SAFETY: takes nothing.
    unsafe { libc::sched_yield() };
}

/// The process's number.
pub(crate) fn process_id() -> u64 {
    // SAFETY: takes nothing and cannot fail.
    let pid = unsafe { libc::getpid() };
    pid as u64
}

/// Writes all of `bytes`; `false` where that failed.
pub(crate) fn write_all(file: c_int, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        // SAFETY: `bytes` is readable for its length.
        let written =
            unsafe { libc::write(file, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(written) => bytes = &bytes[written..],
            Err(_) if Errno::last() == Errno(libc::EINTR) => {}
            Err(_) => return false,
        }
    }
    true
}

/// Reads up to the end of a line, or of the file.
pub(crate) fn skip_line(file: c_int) {
    let mut byte = 0_u8;
    loop {
        // SAFETY: one byte is writable at `byte`.
        let read = unsafe { libc::read(file, (&raw mut byte).cast(), 1) };
        match read {
            1 if byte == b'\n' => return,
            1 => {}
            -1 if Errno::last() == Errno(libc::EINTR) => {}
            _ => return,
        }
    }
}

/// Calls `child` in every child that the C library's `fork` makes.
///
/// # Safety
///
/// `child` does only what may be done in a child of a process of several
/// threads: what is safe in a signal handler.
pub(crate) unsafe fn at_fork(child: extern "C" fn()) {
    // SAFETY: `child` is a function of the C ABI that lives for ever, and the
    // caller made it safe to run in a forked child.
    unsafe { libc::pthread_atfork(None, None, Some(child)) };
}

/// A value of each thread whose destructor runs after the thread's last
/// thread-local destructors. 0 means that there is none.
static KEY: AtomicU64 = AtomicU64::new(0);

/// Makes the value of which `destructor` is told at each thread's end.
pub(crate) fn at_thread_end(destructor: extern "C" fn(*mut c_void)) {
    let mut key: libc::pthread_key_t = 0;
    // SAFETY: `key` is writable, and `destructor` lives for ever.
    let error =
        unsafe { libc::pthread_key_create(&raw mut key, Some(destructor)) };
    if error == 0 {
        KEY.store(u64::from(key) + 1, Relaxed);
    }
}

/// Asks for the destructor to be called with `value` when this thread ends;
/// `false` where that cannot be had.
pub(crate) fn notify_at_thread_end(value: *const c_void) -> bool {
    let Some(key) = KEY.load(Relaxed).checked_sub(1) else { return false };
    // SAFETY: `key` was made by pthread_key_create and is never deleted.
    unsafe { libc::pthread_setspecific(key as libc::pthread_key_t, value) == 0 }
}

/// Standard output and input, by number: no buffer of std's is touched.
pub(crate) const STANDARD_OUTPUT: c_int = 1;
/// See [`STANDARD_OUTPUT`].
pub(crate) const STANDARD_INPUT: c_int = 0;
/// See [`STANDARD_OUTPUT`].
pub(crate) const STANDARD_ERROR: c_int = 2;
