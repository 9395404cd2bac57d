//! The workloads under a subject that is the program's own global allocator.
//!
//! The bench builds this once for each subject of the list below, with
//! `--cfg subject="BASE NAME"`. Without one it says so and does nothing.

#[expect(dead_code, reason = "each subject has its own")]
mod reading;

#[expect(unused_imports, reason = "each subject has its own")]
use {
    mimalloc::MiMalloc,
    residue::{Counting, Tracking},
    std::alloc::System,
    tikv_jemallocator::Jemalloc,
};

/// For each subject its name, its allocator, and what tells how many bytes
/// that has counted so far, where anybody else can read it.
macro_rules! subjects {
    ($($name:literal: $type:ty = $new:expr, $allocated:expr;)*) => {
        $(
            #[cfg(subject = $name)]
            #[global_allocator]
            static ALLOCATOR: $type = $new;

            #[cfg(subject = $name)]
            fn main() {
                residue_benches::program($allocated);
            }
        )*

        #[cfg(not(any($(subject = $name),*)))]
        fn main() -> Result<(), &'static str> {
            Err("built for no subject: `cargo bench --bench workloads` does")
        }
    };
}

subjects! {
    "system bare": System = System, || None;
    "system counting": Counting<System> =
        Counting::new(System), reading::counted;
    "system tracking": Tracking<System> =
        Tracking::new(System), reading::tracked;
    "system tracking, named": Tracking<System> =
        Tracking::new(System), reading::named();
    "system alloc_tracker": alloc_tracker::Allocator<System> =
        alloc_tracker::Allocator::system(), reading::spans();
    // It shows its counters to its own benchmarks only.
    "system divan": divan::AllocProfiler =
        divan::AllocProfiler::system(), || None;
    "system stats_alloc": &stats_alloc::StatsAlloc<System> =
        &stats_alloc::INSTRUMENTED_SYSTEM,
        || Some(ALLOCATOR.stats().bytes_allocated as u64);
    "system cap": cap::Cap<System> =
        cap::Cap::new(System, usize::MAX),
        || Some(ALLOCATOR.allocated() as u64);
    "system peakmem-alloc": &peakmem_alloc::PeakMemAlloc<System> =
        &peakmem_alloc::INSTRUMENTED_SYSTEM, reading::peak(&ALLOCATOR);
    "system tracking-allocator, on": tracking_allocator::Allocator<System> =
        tracking_allocator::Allocator::system(), reading::reported();
    "system dhat, on": dhat::Alloc = dhat::Alloc, reading::profiled();
    "jemalloc bare": Jemalloc = Jemalloc, || None;
    "jemalloc counting": Counting<Jemalloc> =
        Counting::new(Jemalloc), reading::counted;
    "jemalloc tracking": Tracking<Jemalloc> =
        Tracking::new(Jemalloc), reading::tracked;
    "mimalloc bare": MiMalloc = MiMalloc, || None;
    "mimalloc counting": Counting<MiMalloc> =
        Counting::new(MiMalloc), reading::counted;
    "mimalloc tracking": Tracking<MiMalloc> =
        Tracking::new(MiMalloc), reading::tracked;
}
