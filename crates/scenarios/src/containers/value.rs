//! What containers hold.

use std::sync::Arc;

use crate::{Blocks, Freed, random};

/// A value that knows what it owns.
pub(crate) trait Value {
    /// Bytes that one value owns on the heap.
    const OWNED: u64;

    /// The value of `key`, every byte of it written.
    fn of(key: u64) -> Self;

    /// What is freed when so many values are dropped.
    fn freed(values: u64) -> Freed {
        match Self::OWNED {
            0 => Freed::default(),
            owned => [Blocks::of(values, owned), Blocks::default()],
        }
    }
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

/// A key that is as long as a digest, say; distinct keys make distinct ones.
impl<const N: usize> Value for [u64; N] {
    const OWNED: u64 = 0;

    fn of(key: u64) -> Self {
        [key; N]
    }
}

/// With the two counters before it. Whoever shares it counts it once.
impl<const N: usize> Value for Arc<[u8; N]> {
    const OWNED: u64 = N as u64 + 16;

    fn of(key: u64) -> Self {
        Self::new(<[u8; N]>::of(key))
    }
}

/// A text of a line's length, without spare room.
impl Value for String {
    const OWNED: u64 = 96;

    fn of(key: u64) -> Self {
        let letter = char::from(b'a' + random::filler(key) % 26);
        let mut text = Self::with_capacity(Self::OWNED as usize);
        text.extend((0..Self::OWNED).map(|_| letter));
        text
    }
}
