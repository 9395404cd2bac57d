#![expect(unsafe_code, reason = "implements an allocator")]
//! jemalloc.

mod control;
mod knobs;

use std::alloc::{GlobalAlloc, Layout};

use tikv_jemallocator::Jemalloc as Allocator;

use crate::drift::Drift;
use crate::knob::{Knob, Settings};
use crate::operations::Operations;
use crate::statistics::Statistics;

/// Where this build of jemalloc, whose symbols are prefixed, reads options.
const OPTIONS: &str = "_RJEM_MALLOC_CONF";

/// The widest range that was seen of runs of one build, with a timer or
/// without, is 2 MiB.
const TABLES: u64 = 5 << 19;

/// jemalloc, as the crate `tikv-jemallocator` builds it.
pub(crate) struct Jemalloc;

// SAFETY: the crate's allocator keeps the contract; every call goes there
// unchanged.
unsafe impl GlobalAlloc for Jemalloc {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { Allocator.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { Allocator.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::dealloc`.
        unsafe { Allocator.dealloc(ptr, layout) }
    }

    #[inline]
    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { Allocator.realloc(ptr, layout, new_size) }
    }
}

impl Operations for Jemalloc {
    fn summary(&self) -> &'static str {
        "arenas with size classes; gives pages back after a decay time"
    }

    /// Without the commit that jemalloc appends.
    fn version(&self) -> String {
        let version = control::text(c"version").unwrap_or("unknown");
        version.split('-').next().unwrap_or(version).to_owned()
    }

    fn knobs(&self) -> &'static [Knob] {
        knobs::KNOBS
    }

    fn environment(&self, settings: &Settings) -> Vec<(String, String)> {
        if settings.is_empty() {
            return Vec::new();
        }
        let options: Vec<_> = settings
            .iter()
            .map(|(key, value)| format!("{key}:{value}"))
            .collect();
        vec![(OPTIONS.to_owned(), options.join(","))]
    }

    fn environment_prefixes(&self) -> &'static [&'static str] {
        &["_RJEM_"]
    }

    fn drift(&self) -> Drift {
        // `cache_oblivious`, which is compiled in.
        Drift { timers: knobs::TIMERS, tables: TABLES, begins_anywhere: true }
    }

    fn libraries(&self) -> &'static [&'static str] {
        &["libjemalloc.so.2", "libjemalloc.so"]
    }

    fn in_effect(&self, knob: &Knob) -> Option<String> {
        knobs::in_effect(knob)
    }

    #[inline]
    unsafe fn usable_size(&self, ptr: *const u8) -> usize {
        // SAFETY: the caller says that it is a live object of jemalloc.
        unsafe { tikv_jemalloc_sys::sallocx(ptr.cast(), 0) }
    }

    fn least_usable_size(&self, size: usize) -> usize {
        // SAFETY: `nallocx` takes any size but 0.
        unsafe { tikv_jemalloc_sys::nallocx(size.max(1), 0) }
    }

    fn collect(&self) {
        control::run(c"thread.tcache.flush");
    }

    /// 4096 stands for all arenas.
    fn purge(&self) {
        control::run(c"thread.tcache.flush");
        control::run(c"arena.4096.purge");
    }

    fn keep_nothing(&self) {
        for decay in [&control::DIRTY_DECAY, &control::MUZZY_DECAY] {
            control::write_to_arenas(decay, 0);
        }
        self.purge();
    }

    fn statistics(&self) -> Statistics {
        control::advance_epoch();
        statistics()
    }
}

/// As of the last epoch.
///
/// jemalloc 5.3 works `resident` out as pages of its tables, active pages and
/// dirty pages (`arena_stats_merge` and `pa_shard_stats_merge`); muzzy pages
/// are not in it. So the rest is the pages of its tables.
fn statistics() -> Statistics {
    let page = control::size(c"arenas.page");
    let pages = |name| Some(control::size(name)? * page?);
    let active = control::size(c"stats.active");
    let resident = control::size(c"stats.resident");
    let dirty = pages(c"stats.arenas.4096.pdirty");
    let metadata_resident = || resident?.checked_sub(active? + dirty?);
    Statistics {
        allocated: control::size(c"stats.allocated"),
        active,
        resident,
        mapped: control::size(c"stats.mapped"),
        retained: control::size(c"stats.retained"),
        metadata: control::size(c"stats.metadata"),
        metadata_resident: metadata_resident(),
        dirty,
        muzzy: pages(c"stats.arenas.4096.pmuzzy"),
        cached_by_threads: control::size(c"stats.arenas.4096.tcache_bytes"),
        committed: None,
    }
}
