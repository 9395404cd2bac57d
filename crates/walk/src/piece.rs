//! The memory of an allocator, in pieces.

use crate::Span;

/// A stretch of addresses that the allocator got from the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its addresses. They need not begin or end at a page.
    pub span: Span,
    /// What it is in the allocator's words: `main arena`, `arena 2`,
    /// `mapped chunk`, `slab`.
    pub name: String,
}

/// A part of a region with one use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins: at the header, if it has one.
    pub address: u64,
    /// All its bytes, the header's too; not 0.
    pub size: u64,
    /// What it is used for.
    pub use_: Use,
}

/// What a piece is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// An object that the program holds.
    Live {
        /// Bytes of the allocator's in front of it, in the piece. What
        /// follows is the object: its usable size, at least what the program
        /// asked for.
        header: u64,
    },
    /// Beyond what the program asked for, in the place of an object: nobody
    /// else can have it. Only a walker that
    /// [tells sizes as requested](crate::Heap::tells_requested) shows it; of
    /// others it is part of the object.
    Rounding,
    /// Given back by the program, but kept at hand as if still in use.
    Held(Holder),
    /// Given back by the program or never asked for.
    Free,
    /// The allocator's own tables.
    Metadata,
}

/// What keeps freed objects at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A thread's own cache.
    ThreadCache,
    /// A list of the arena's that nothing is merged in, such as glibc's fast
    /// bins.
    FastBin,
    /// Freed by one thread, not yet taken back by the thread that owns it.
    Delayed,
    /// Found dead by a collection of garbage, and not yet swept.
    Unswept,
}

impl Holder {
    /// All holders.
    pub const ALL: [Holder; 4] = [
        Holder::ThreadCache,
        Holder::FastBin,
        Holder::Delayed,
        Holder::Unswept,
    ];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Holder::ThreadCache => "thread caches",
            Holder::FastBin => "fast bins",
            Holder::Delayed => "delayed frees",
            Holder::Unswept => "garbage not yet swept",
        }
    }
}

/// A call or a setting that makes an allocator give pages back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remedy {
    /// glibc's `malloc_trim(0)`.
    Trim,
    /// A purge of all arenas of jemalloc.
    Purge,
    /// mimalloc's `mi_collect(true)`.
    Collect,
    /// Go's `debug.FreeOSMemory()`, less what its collection frees.
    FreeOsMemory,
}

impl Remedy {
    /// All remedies.
    pub const ALL: [Remedy; 4] =
        [Remedy::Trim, Remedy::Purge, Remedy::Collect, Remedy::FreeOsMemory];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Remedy::Trim => "malloc_trim(0)",
            Remedy::Purge => "arena.<all>.purge",
            Remedy::Collect => "mi_collect(true)",
            Remedy::FreeOsMemory => "debug.FreeOSMemory()",
        }
    }
}
