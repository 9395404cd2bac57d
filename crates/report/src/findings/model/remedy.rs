//! What gives bytes back, by name.

use super::{Allocator, Verdict};

/// The remedies of `verdict` under `allocator`, the best first: a call that
/// works at once, then settings.
pub(in crate::findings) const fn remedies(
    verdict: Verdict,
    allocator: Allocator,
) -> &'static [&'static str] {
    match verdict {
        Verdict::Container => match allocator {
            // Its maps do not shrink.
            Allocator::Go => &["a new container of the size that is needed"],
            _ => {
                &["shrink_to_fit", "a new container of the size that is needed"]
            }
        },
        Verdict::AllocatorCached => cached(allocator),
        Verdict::AllocatorFragmentation => {
            &["objects of one lifetime side by side", "another allocator"]
        }
        Verdict::Live | Verdict::Growth => {
            &["`residue profile`, which names the call sites that hold it"]
        }
        Verdict::NotHeap => &["fewer or smaller mappings, stacks and files"],
        Verdict::CannotTell => {
            &["the program under Residue's tracker, which tells its rows"]
        }
        Verdict::Released => &[],
    }
}

const fn cached(allocator: Allocator) -> &'static [&'static str] {
    match allocator {
        Allocator::Glibc => {
            &["malloc_trim(0)", "MALLOC_TRIM_THRESHOLD_", "MALLOC_ARENA_MAX"]
        }
        Allocator::Jemalloc => {
            &["arena.<i>.purge", "background_thread:true", "dirty_decay_ms"]
        }
        Allocator::Mimalloc => &["mi_collect(true)", "MIMALLOC_PURGE_DELAY"],
        Allocator::Go => &["debug.FreeOSMemory()", "GOMEMLIMIT", "GOGC"],
        Allocator::Musl | Allocator::Other => &["another allocator"],
    }
}

/// Who keeps most of what is cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::findings) enum Keeper {
    /// Free lists, which the remedy empties.
    FreeLists,
    /// Caches of threads, which it leaves alone.
    ThreadCaches,
    /// Tops of the arenas of threads, which it leaves alone too.
    Arenas,
    /// The arenas of a runtime, which go only as a whole.
    Runtime,
}

/// The remedies of what `keeper` keeps: what would give it back comes first.
pub(in crate::findings) const fn cached_by(
    keeper: Keeper,
    allocator: Allocator,
) -> &'static [&'static str] {
    match (keeper, allocator) {
        (Keeper::Runtime, _) => &[
            "objects that stay allocated apart from those that go",
            "PYTHONMALLOC=malloc with malloc_trim(0)",
        ],
        (Keeper::ThreadCaches, Allocator::Glibc) => &[
            "GLIBC_TUNABLES=glibc.malloc.tcache_count=0",
            "the end of threads that are idle",
            "malloc_trim(0)",
        ],
        (Keeper::ThreadCaches, Allocator::Jemalloc) => {
            &["thread.tcache.flush", "tcache_max", "arena.<i>.purge"]
        }
        (Keeper::Arenas, Allocator::Glibc) => {
            &["MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "malloc_trim(0)"]
        }
        _ => cached(allocator),
    }
}

/// The phases that show what remedies of `verdict` gave back.
pub(in crate::findings) const fn tried_at(
    verdict: Verdict,
) -> &'static [&'static str] {
    match verdict {
        Verdict::Container => &["shrunk", "rebuilt"],
        Verdict::AllocatorCached => &["collected", "purged"],
        _ => &[],
    }
}
