#![expect(unsafe_code, reason = "calls jemalloc's mallctl")]
//! jemalloc's controls by name. None of these allocates.

use std::ffi::{CStr, c_char, c_uint};
use std::io::Write;
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

/// A time of decay: what it is for arenas that are made later, and what it is
/// called within an arena.
pub(super) struct Decay {
    default: &'static CStr,
    own: &'static str,
}

pub(super) const DIRTY_DECAY: Decay =
    Decay { default: c"arenas.dirty_decay_ms", own: "dirty_decay_ms" };

pub(super) const MUZZY_DECAY: Decay =
    Decay { default: c"arenas.muzzy_decay_ms", own: "muzzy_decay_ms" };

/// Sets a time of decay in all arenas, those that are made later too. An arena
/// that does not exist has none.
pub(super) fn write_to_arenas(decay: &Decay, milliseconds: isize) {
    write(decay.default, milliseconds);
    for arena in 0..integer(c"arenas.narenas").unwrap_or(0) {
        // On the stack: it must not be allocated.
        let mut name = [0; 64];
        let (own, mut rest) = (decay.own, &mut name[..]);
        let is_whole = write!(rest, "arena.{arena}.{own}\0").is_ok();
        if let (true, Ok(name)) = (is_whole, CStr::from_bytes_until_nul(&name))
        {
            write(name, milliseconds);
        }
    }
}

/// What cannot be set stays as it is.
fn write<T: Value>(name: &CStr, value: T) {
    // SAFETY: a C string, and a value that jemalloc refuses if its type has
    // another length.
    let _ = unsafe { raw::write(name.to_bytes_with_nul(), value) };
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
