//! A reference for ever that may be exchanged, without a lock.
#![expect(unsafe_code, reason = "a reference that is stored as a pointer")]

use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{Acquire, Release};

/// Holds a `&'static T`, or nothing yet.
pub(crate) struct StaticRef<T: 'static>(AtomicPtr<T>);

impl<T: Sync> StaticRef<T> {
    /// Nothing yet.
    pub(crate) const fn empty() -> StaticRef<T> {
        StaticRef(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// Holds `value` from now on.
    pub(crate) fn set(&self, value: &'static T) {
        self.0.store(std::ptr::from_ref(value).cast_mut(), Release);
    }

    /// What it holds.
    pub(crate) fn get(&self) -> Option<&'static T> {
        // SAFETY: `set`, the only writer, stores references with static
        // lifetime; before it, the pointer is null.
        unsafe { self.0.load(Acquire).as_ref() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_last_is_held() {
        static HELD: StaticRef<u64> = StaticRef::empty();
        assert_eq!(HELD.get(), None);
        HELD.set(&7);
        HELD.set(&8);
        assert_eq!(HELD.get(), Some(&8));
    }
}
