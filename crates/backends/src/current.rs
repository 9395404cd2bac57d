#![expect(unsafe_code, reason = "reads the environment before main runs")]
//! The backend of this process, and what can be asked of it.

use std::ffi::CStr;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::backend::Backend;
use crate::error::SettingError;
use crate::knob::Settings;
use crate::settings;
use crate::statistics::Statistics;

const C_VARIABLE: &CStr = c"RESIDUE_BACKEND";

/// The environment variable that names the backend of a process.
pub const VARIABLE: &str = match C_VARIABLE.to_str() {
    Ok(name) => name,
    Err(_) => panic!("the name is ASCII"),
};

/// Not a place in [`Backend::ALL`].
const UNDECIDED: u8 = u8::MAX;

/// The place of this process's backend in [`Backend::ALL`].
static CHOSEN: AtomicU8 = AtomicU8::new(UNDECIDED);

/// The backend of this process: the one that [`VARIABLE`] named at the first
/// allocation, and [`Backend::System`] if it was unset or names none.
///
/// A program that must not fall back compares this with what it asked for.
#[inline]
pub fn current() -> Backend {
    match Backend::at(CHOSEN.load(Ordering::Relaxed)) {
        Some(backend) => backend,
        None => choose(),
    }
}

// Two threads may both come here: they read the same variable and store the
// same place.
#[cold]
fn choose() -> Backend {
    let chosen = named_by_environment().unwrap_or(Backend::System);
    CHOSEN.store(chosen as u8, Ordering::Relaxed);
    chosen
}

/// Uses the C library, because `std::env` allocates.
fn named_by_environment() -> Option<Backend> {
    // SAFETY: the name is a C string. The first allocation of a Rust program
    // comes before `main`, when no thread can be changing the environment.
    let value = unsafe { libc::getenv(C_VARIABLE.as_ptr()) };
    if value.is_null() {
        return None;
    }
    // SAFETY: `getenv` returned it, not null, so it is a C string of the
    // environment, which stays while nobody changes it (see above).
    let name = unsafe { CStr::from_ptr(value) };
    Backend::from_name(name.to_str().ok()?)
}

/// Makes those of `settings` that must be made at run time, then reads every
/// one of them back from the allocator.
///
/// # Errors
///
/// A key or value that the current backend does not take, a value that the
/// allocator refused, one that cannot be read back, or one that did not take
/// effect.
pub fn apply(settings: &Settings) -> Result<(), SettingError> {
    let backend = current();
    let settings = settings::canonical(backend, settings)?;
    backend.operations().set(&settings).map_err(|knob| {
        SettingError::Refused {
            backend,
            key: knob.key,
            value: settings[knob.key].clone(),
            default: knob.default,
        }
    })?;
    settings::verify(backend, &settings)
}

/// The settings in effect now, read from the current backend. A knob that
/// cannot be read here is absent.
///
/// Some move by themselves: glibc raises `mmap_threshold` and
/// `trim_threshold` when the program frees a large block.
pub fn effective_settings() -> Settings {
    settings::in_effect(current())
}

/// The least that an object of `size` bytes can be given by the current
/// backend: the size class, where it has classes. An over-aligned object, or
/// one that took a whole free chunk, has more.
pub fn least_usable_size(size: usize) -> usize {
    current().operations().least_usable_size(size)
}

/// Bytes that the current backend keeps in front of every live object and
/// does not count as usable: 8 on glibc, 0 on those that keep sizes aside.
///
/// On glibc an object that has a mapping of its own has 16.
pub fn header_bytes() -> u64 {
    current().operations().header_bytes()
}

/// Gives what the calling thread has cached back to the allocator, which may
/// keep it. Other threads' caches stay.
pub fn collect() {
    current().operations().collect();
}

/// Gives everything the allocator can give back to the kernel. What other
/// threads have cached stays.
pub fn purge() {
    current().operations().purge();
}

/// Sets the current backend to give free memory back at once from now on, and
/// gives back what it has. That is a setting: later frees cost more.
pub fn keep_nothing() {
    current().operations().keep_nothing();
}

/// What the current backend says of itself, fresh. Allocates nothing.
pub fn statistics() -> Statistics {
    current().operations().statistics()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_backend_is_found_at_its_own_place() {
        for (place, &backend) in (0..).zip(Backend::ALL) {
            assert_eq!(backend as u8, place);
            assert_eq!(Backend::at(place), Some(backend));
        }
        assert_eq!(Backend::at(UNDECIDED), None);
    }
}
