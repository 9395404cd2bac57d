//! The workloads under a subject that is the program's own global allocator.
//!
//! The bench builds this once for each subject of the list below, with
//! `--cfg base="BASE" --cfg subject="NAME"`. Without them it says so and does
//! nothing.

#[expect(dead_code, reason = "each subject has its own")]
mod reading;

#[expect(unused_imports, reason = "each subject has its own")]
use {
    residue::{Counting, Tracking},
    std::alloc::System,
};

/// For each subject its base and name, its allocator, and what tells how many bytes
/// that has counted so far, where anybody else can read it.
macro_rules! subjects {
    ($($base:literal $name:literal: $type:ty = $new:expr, $allocated:expr;)*) => {
        $(
            #[cfg(all(base = $base, subject = $name))]
            #[global_allocator]
            static ALLOCATOR: $type = $new;

            #[cfg(all(base = $base, subject = $name))]
            fn main() {
                residue_benches::program($allocated);
            }
        )*

        #[cfg(not(any($(all(base = $base, subject = $name)),*)))]
        fn main() -> Result<(), &'static str> {
            Err("built for no subject: `cargo bench --bench workloads` does")
        }
    };
}

macro_rules! over_each {
    ($($(#[$doc:meta])* $_:ident = $inner:path, $base:literal;)*) => {
        subjects! {
            $(
                $base "bare": $inner = $inner, || None;
                $base "counting": Counting<$inner> =
                    Counting::new($inner), reading::counted;
                $base "tracking": Tracking<$inner> =
                    Tracking::new($inner), reading::tracked;
            )*
            "system" "tracking, named": Tracking<System> =
                Tracking::new(System), reading::named();
            "system" "alloc_tracker": alloc_tracker::Allocator<System> =
                alloc_tracker::Allocator::system(), reading::spans();
            // It shows its counters to its own benchmarks only.
            "system" "divan": divan::AllocProfiler =
                divan::AllocProfiler::system(), || None;
            "system" "stats_alloc": &stats_alloc::StatsAlloc<System> =
                &stats_alloc::INSTRUMENTED_SYSTEM,
                || Some(ALLOCATOR.stats().bytes_allocated as u64);
            "system" "cap": cap::Cap<System> =
                cap::Cap::new(System, usize::MAX),
                || Some(ALLOCATOR.allocated() as u64);
            "system" "peakmem-alloc": &peakmem_alloc::PeakMemAlloc<System> =
                &peakmem_alloc::INSTRUMENTED_SYSTEM,
                reading::peak(&ALLOCATOR);
            "system" "tracking-allocator, on":
                tracking_allocator::Allocator<System> =
                tracking_allocator::Allocator::system(),
                reading::reported();
            "system" "dhat, on": dhat::Alloc =
                dhat::Alloc, reading::profiled();
        }
    };
}

residue_benches::each_base!(over_each);
