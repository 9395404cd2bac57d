//! Sizes that differ between versions of CPython.

/// How the build of the interpreter lays out memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    /// Bytes of an arena.
    pub(super) arena: u64,
    /// Bytes of a pool, which begins at a multiple of that.
    pub(super) pool: u64,
    /// Sizes of blocks are multiples of it.
    pub(super) step: u64,
}

impl Sizes {
    /// Since 3.10, on 64 bits; before; and before 3.7.5 and 3.8.
    pub(super) const ALL: [Sizes; 3] = [
        Sizes { arena: 1 << 20, pool: 16 << 10, step: 16 },
        Sizes { arena: 256 << 10, pool: 4 << 10, step: 16 },
        Sizes { arena: 256 << 10, pool: 4 << 10, step: 8 },
    ];
}
