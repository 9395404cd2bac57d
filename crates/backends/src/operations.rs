#![expect(unsafe_code, reason = "the contract of an allocator is unsafe")]
//! What each backend can do.

use std::alloc::GlobalAlloc;

use crate::drift::Drift;
use crate::knob::{Knob, Settings};
use crate::statistics::Statistics;

/// An allocator, and what this crate must know of it beyond allocating.
pub(crate) trait Operations: GlobalAlloc + Sync {
    /// What it is, in one line.
    fn summary(&self) -> &'static str;

    /// Its version, read from the code that runs.
    fn version(&self) -> String;

    /// The settings it takes.
    fn knobs(&self) -> &'static [Knob];

    /// The variables that carry `settings` into a new process. The settings
    /// are canonical: every key is a knob, every value one that it takes.
    fn environment(&self, settings: &Settings) -> Vec<(String, String)>;

    /// What the variables begin with from which the allocator reads settings.
    fn environment_prefixes(&self) -> &'static [&'static str];

    /// See [`crate::Backend::drift`].
    fn drift(&self) -> Drift {
        Drift::NONE
    }

    /// See [`crate::Backend::libraries`].
    fn libraries(&self) -> &'static [&'static str] {
        &[]
    }

    /// See [`crate::Backend::resident_is_the_profilers`].
    fn resident_is_the_profilers(&self) -> bool {
        false
    }

    /// Makes the settings that cannot be made by a variable. The settings are
    /// canonical. Returns the first that the allocator refuses.
    fn set(&self, _settings: &Settings) -> Result<(), &'static Knob> {
        Ok(())
    }

    /// The value of a knob in this process, read from the allocator, in
    /// canonical form; `None` if it cannot be read here.
    fn in_effect(&self, knob: &Knob) -> Option<String>;

    /// The bytes that the program may use at `ptr`.
    ///
    /// # Safety
    ///
    /// `ptr` is a live object of this allocator.
    unsafe fn usable_size(&self, ptr: *const u8) -> usize;

    /// See [`crate::least_usable_size`].
    fn least_usable_size(&self, size: usize) -> usize {
        size
    }

    /// See [`crate::header_bytes`].
    fn header_bytes(&self) -> u64 {
        0
    }

    /// See [`crate::collect`].
    fn collect(&self);

    /// See [`crate::purge`].
    fn purge(&self);

    /// See [`crate::keep_nothing`].
    fn keep_nothing(&self);

    /// See [`crate::statistics`].
    fn statistics(&self) -> Statistics;
}
