//! Memory that is shared with an observer: its file, and its mappings.
#![expect(unsafe_code, reason = "calls of the C library")]

use super::Errno;
use std::ffi::{CStr, c_int, c_void};

/// A sparse file of shared memory, `len` bytes long, that shows as `name`
/// among the process's descriptors and mappings. Nobody can shorten it, so
/// that whoever maps it can rely on its pages.
#[cfg(target_os = "linux")]
pub(crate) fn shared_file(name: &CStr, len: u64) -> Result<c_int, Errno> {
    if file_size_limit() < len {
        // Past the limit the kernel would send SIGXFSZ, which kills.
        return Err(Errno(libc::EFBIG));
    }
    let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
    // SAFETY: `name` is a C string by its type.
    let file = unsafe { libc::memfd_create(name.as_ptr(), flags) };
    if file < 0 {
        return Err(Errno::last());
    }
    let file = high(file)?;
    match set_len_for_ever(file, len) {
        Ok(()) => Ok(file),
        Err(error) => {
            // SAFETY: takes an integer only; nobody else knows this
            // descriptor.
            unsafe { libc::close(file) };
            Err(error)
        }
    }
}

#[cfg(target_os = "linux")]
fn set_len_for_ever(file: c_int, len: u64) -> Result<(), Errno> {
    // SAFETY: takes integers only.
    if unsafe { libc::ftruncate(file, len as libc::off_t) } != 0 {
        return Err(Errno::last());
    }
    // Nor may anybody seal it further, against what is written to it.
    let seals = libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_SEAL;
    // SAFETY: takes integers only.
    match unsafe { libc::fcntl(file, libc::F_ADD_SEALS, seals) } {
        0 => Ok(()),
        _ => Err(Errno::last()),
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn identity(_: c_int) -> Option<[u64; 2]> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn shared_file(_: &CStr, _: u64) -> Result<c_int, Errno> {
    Err(Errno(libc::ENOSYS))
}

/// The same file under a high descriptor. Programs count on getting the low
/// ones: those that are started without standard streams would print into the
/// file, and a service manager hands sockets over from 3 on.
#[cfg(target_os = "linux")]
fn high(file: c_int) -> Result<c_int, Errno> {
    let mut high = -1;
    for least in [900, 200, 50, libc::STDERR_FILENO + 1] {
        // SAFETY: takes integers only.
        high = unsafe { libc::fcntl(file, libc::F_DUPFD_CLOEXEC, least) };
        // Past the limit of descriptors the kernel refuses.
        if high >= 0 {
            break;
        }
    }
    let error = Errno::last();
    if high < 0 && file > libc::STDERR_FILENO {
        return Ok(file);
    }
    // SAFETY: takes an integer only; nobody else knows this descriptor.
    unsafe { libc::close(file) };
    if high < 0 { Err(error) } else { Ok(high) }
}

/// What tells an open file from any other, whatever its descriptor: its
/// device, and its number there.
#[cfg(target_os = "linux")]
pub(crate) fn identity(file: c_int) -> Option<[u64; 2]> {
    let mut status = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: there is room for the `stat` that the kernel writes.
    if unsafe { libc::fstat(file, status.as_mut_ptr()) } != 0 {
        return None;
    }
    // SAFETY: fstat succeeded, so the kernel has written all of it.
    let status = unsafe { status.assume_init() };
    Some([status.st_dev, status.st_ino])
}

#[cfg(target_os = "linux")]
fn file_size_limit() -> u64 {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the kernel writes a `rlimit`, which `limit` is.
    match unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit) } {
        0 => limit.rlim_cur,
        _ => 0,
    }
}

/// Maps `len` bytes of `file` from `offset`, or of private memory where there
/// is no file. Nothing is resident until it is touched.
pub(crate) fn map(
    file: Option<c_int>,
    offset: u64,
    len: u64,
) -> Result<*mut u8, Errno> {
    let flags = match file {
        Some(_) => libc::MAP_SHARED | libc::MAP_NORESERVE,
        None => libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE,
    };
    // SAFETY: without MAP_FIXED the kernel picks a range that nothing uses.
    let start = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            len as usize,
            libc::PROT_READ | libc::PROT_WRITE,
            flags,
            file.unwrap_or(-1),
            offset as libc::off_t,
        )
    };
    if start == libc::MAP_FAILED {
        return Err(Errno::last());
    }
    keep_out_of_core_dumps(start, len);
    Ok(start.cast())
}

#[cfg(target_os = "linux")]
fn keep_out_of_core_dumps(start: *mut c_void, len: u64) {
    // SAFETY: the range was mapped by the caller, and the advice changes no
    // byte of it.
    unsafe { libc::madvise(start, len as usize, libc::MADV_DONTDUMP) };
}

#[cfg(not(target_os = "linux"))]
fn keep_out_of_core_dumps(_: *mut c_void, _: u64) {}

/// The next extent of data in `file` from `offset` on, as start and end.
#[cfg(target_os = "linux")]
pub(crate) fn next_extent(file: c_int, offset: u64) -> Option<(u64, u64)> {
    let seek = |offset: u64, whence| {
        // SAFETY: takes integers only; no one else uses the file's position.
        let at = unsafe { libc::lseek(file, offset as libc::off_t, whence) };
        u64::try_from(at).ok()
    };
    let start = seek(offset, libc::SEEK_DATA)?;
    let end = seek(start, libc::SEEK_HOLE)?;
    Some((start, end))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn next_extent(_: c_int, _: u64) -> Option<(u64, u64)> {
    None
}
