#![expect(unsafe_code, reason = "calls jemalloc's mallctl")]
//! jemalloc's controls by name. None of these allocates.

use std::ffi::{CStr, c_char, c_uint};
use std::ptr;

use tikv_jemalloc_ctl::raw;
use tikv_jemalloc_sys::mallctl;

/// A type that jemalloc's controls use, of which jemalloc writes only valid
/// values.
trait Value: Copy + Default {}

impl Value for bool {}
impl Value for c_uint {}
impl Value for isize {}
impl Value for usize {}

/// Text that jemalloc keeps as long as the process runs.
#[derive(Clone, Copy)]
struct StaticText(*const c_char);

impl Default for StaticText {
    fn default() -> Self {
        Self(ptr::null())
    }
}

impl Value for StaticText {}

/// A size or a count, as `size_t`.
pub(super) fn size(name: &CStr) -> Option<u64> {
    read::<usize>(name).map(|size| size as u64)
}

/// A whole number, of whichever type jemalloc keeps this one.
pub(super) fn integer(name: &CStr) -> Option<i64> {
    let long = read::<isize>(name).map(|value| value as i64);
    long.or_else(|| read::<c_uint>(name).map(i64::from))
}

/// Whether something is on.
pub(super) fn switch(name: &CStr) -> Option<bool> {
    read(name)
}

/// A word.
pub(super) fn text(name: &CStr) -> Option<&'static str> {
    let StaticText(text) = read(name)?;
    if text.is_null() {
        return None;
    }
    // SAFETY: jemalloc keeps what it hands out as `const char *` in static
    // memory, as C strings.
    let text: &'static CStr = unsafe { CStr::from_ptr(text) };
    text.to_str().ok()
}

/// Does what the name says. It may be impossible, as flushing a cache that is
/// switched off, and then there is nothing to do.
pub(super) fn run(name: &CStr) {
    let (none, no_length) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: a C string, nothing to read into and nothing to write.
    unsafe { mallctl(name.as_ptr(), none, no_length, ptr::null_mut(), 0) };
}

/// Makes the statistics fresh: they are copies made at the last epoch.
pub(super) fn advance_epoch() {
    // jemalloc cannot refuse; if it did, the figures would be the last ones.
    let _ = tikv_jemalloc_ctl::epoch::advance();
}

/// `None` if there is no such control or it is of another type.
fn read<T: Value>(name: &CStr) -> Option<T> {
    // SAFETY: a C string, and a type of which jemalloc writes only valid
    // values, as `Value` says; it refuses if its type has another length.
    unsafe { raw::read(name.to_bytes_with_nul()) }.ok()
}
