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
