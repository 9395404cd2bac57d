//! What containers hold.

use crate::random;

/// A value that knows what it owns.
pub(crate) trait Value {
    /// Bytes that one value owns on the heap.
    const OWNED: u64;

    /// The value of `key`, every byte of it written.
    fn of(key: u64) -> Self;
}

impl Value for u64 {
    const OWNED: u64 = 0;

    fn of(key: u64) -> Self {
        key
    }
}

impl<const N: usize> Value for [u8; N] {
    const OWNED: u64 = 0;

    fn of(key: u64) -> Self {
        [random::filler(key); N]
    }
}

impl<const N: usize> Value for Box<[u8; N]> {
    const OWNED: u64 = N as u64;

    fn of(key: u64) -> Self {
        Box::new(<[u8; N]>::of(key))
    }
}
