#![expect(unsafe_code, reason = "calls the allocator of the C library")]
//! C libraries whose allocator can only allocate.

use crate::knob::{Knob, Settings};
use crate::statistics::Statistics;

/// None that could be read back.
pub(super) const KNOBS: &[Knob] = &[];

/// Unknown here.
pub(super) const HEADER_BYTES: u64 = 0;

pub(super) fn version() -> String {
    format!("the C library of {}", std::env::consts::OS)
}

pub(super) fn environment(_settings: &Settings) -> Vec<(String, String)> {
    Vec::new()
}

pub(super) fn set(_settings: &Settings) -> Result<(), &'static Knob> {
    Ok(())
}

pub(super) fn in_effect(_knob: &Knob) -> Option<String> {
    None
}

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) unsafe fn usable_size(ptr: *const u8) -> usize {
    // SAFETY: the caller says that it is a live object of the C library.
    unsafe { libc::malloc_usable_size(ptr.cast_mut().cast()) }
}

#[cfg(target_vendor = "apple")]
pub(super) unsafe fn usable_size(ptr: *const u8) -> usize {
    // SAFETY: the caller says that it is a live object of the C library.
    unsafe { libc::malloc_size(ptr.cast()) }
}

pub(super) fn trim() {}

pub(super) fn statistics() -> Statistics {
    Statistics::default()
}

pub(super) fn least_usable_size(size: usize) -> usize {
    size
}
