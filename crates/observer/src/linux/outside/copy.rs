#![expect(unsafe_code, reason = "process_vm_readv, which no wrapper has")]
//! Copying another process's memory in one go: `/proc/PID/mem` copies every
//! page twice, and looks each up on its own.

use crate::linux::process::Process;

/// Fills `into` with what `process` has at `address`; whether all of it could
/// be read. A page that is not there would be brought in, and one that the
/// process itself may not read is not copied.
pub(super) fn copy(process: &Process, address: u64, into: &mut [u8]) -> bool {
    let Ok(start) = usize::try_from(address) else { return false };
    let len = into.len();
    let own = libc::iovec { iov_base: into.as_mut_ptr().cast(), iov_len: len };
    let other = libc::iovec {
        iov_base: std::ptr::without_provenance_mut(start),
        iov_len: len,
    };
    let pid = process.pid() as libc::pid_t;
    // SAFETY: the kernel writes to `into` alone, at most its length, and
    // checks the other address itself, which is none of this process's.
    let read = unsafe { libc::process_vm_readv(pid, &own, 1, &other, 1, 0) };
    usize::try_from(read) == Ok(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_copied_and_what_is_not_is_not() {
        let process = Process::find(std::process::id()).unwrap();
        let there = *b"sixteen bytes...";
        let mut into = [0; 16];
        let address = there.as_ptr() as u64;
        assert!(copy(&process, address, &mut into));
        assert_eq!(into, there);
        assert!(!copy(&process, 8, &mut into));
        assert!(!copy(&process, u64::MAX - 4, &mut into));
    }
}
