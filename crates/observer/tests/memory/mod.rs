#![expect(unsafe_code, reason = "memory of kinds that std does not map")]
//! Memory of a chosen kind.

use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous};
use std::ptr;

/// Maps `len` bytes that are never given back, each page of the first
/// `written` bytes written.
pub(crate) fn map(
    len: usize,
    written: usize,
    flags: MapFlags,
) -> &'static mut [u8] {
    let protection = ProtFlags::READ | ProtFlags::WRITE;
    // SAFETY: the kernel chooses an address that nothing else uses.
    let start =
        unsafe { mmap_anonymous(ptr::null_mut(), len, protection, flags) };
    let start = start.unwrap().cast::<u8>();
    // SAFETY: the kernel mapped `len` bytes of zero, which nobody else knows
    // of and which stay to the end of the process.
    let memory = unsafe { std::slice::from_raw_parts_mut(start, len) };
    let page = rustix::param::page_size();
    memory[..written].iter_mut().step_by(page).for_each(|byte| *byte = 1);
    memory
}
