//! The table of subjects.

use super::prof::Served;
use super::reading::Reading;
use super::switch::{self, Guard};
use super::timed::{Direct, Timed};
use alloc_tracker::Allocator;
use cap::Cap;
use divan::AllocProfiler;
use peakmem_alloc::PeakMemAlloc;
use residue::{Counting, Tracking};
use residue_benches::BASES;
use stats_alloc::StatsAlloc;
use std::alloc::GlobalAlloc;
use std::io;
use tracking_allocator::Allocator as Reporting;

macro_rules! bases {
    ($($(#[$doc:meta])* $base:ident = $type:path, $name:literal;)*) => {
        /// An allocator that does the work.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Base {
            $($(#[$doc])* $base,)*
        }

        impl Base {
            pub(crate) const ALL: [Base; BASES.len()] = [$(Base::$base),*];

            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Base::$base => $name,)*
                }
            }

            /// What can stand around any allocator, over this one.
            fn wrapped(self) -> Vec<Subject> {
                match self {
                    $(Base::$base => over(|| $type),)*
                }
            }
        }
    };
}

residue_benches::each_base!(bases);

/// An allocator with what stands around it.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    pub(crate) timed: &'static dyn Timed,
    /// What its own counter says, so that it is seen to work.
    pub(crate) reading: Reading,
    /// What must be on in the process while it is measured.
    pub(crate) switch: fn() -> Guard,
}

impl Subject {
    /// `reading` is told which allocator to read.
    fn new<A: GlobalAlloc + Sync + 'static>(
        name: &'static str,
        allocator: A,
        reading: impl FnOnce(&'static A) -> Reading,
    ) -> Subject {
        let allocator = leak(allocator);
        let timed = leak(Direct { allocator, enter: switch::nothing });
        let reading = reading(allocator);
        Subject { name, timed, reading, switch: switch::nothing }
    }
}

/// Every subject over `base`; the first is the bare allocator, against which
/// the others are held.
pub(crate) fn subjects(base: Base) -> io::Result<Vec<Subject>> {
    let mut all = base.wrapped();
    if base == Base::System {
        // dhat knows no other allocator than the C library's.
        all.extend(dhat());
    }
    if base == Base::Jemalloc {
        all.push(profiler()?);
    }
    Ok(all)
}

fn profiler() -> io::Result<Subject> {
    let served = leak(Served::start()?);
    Ok(Subject {
        name: "jemalloc's profiler, 512 KiB",
        timed: served,
        reading: Reading::Served(served),
        switch: switch::nothing,
    })
}

/// Subjects live as long as the program, as global allocators do.
fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// Those that can stand around any allocator.
fn over<A: GlobalAlloc + Sync + 'static>(inner: fn() -> A) -> Vec<Subject> {
    let tracking = |name, reading, enter| Subject {
        timed: leak(Direct { allocator: leak(Tracking::new(inner())), enter }),
        ..Subject::new(name, inner(), |_| reading)
    };
    let reporting = |name, reading, switch| Subject {
        switch,
        ..Subject::new(name, Reporting::from_allocator(inner()), |_| reading)
    };
    let off = Reading::tracking_allocator().still();
    let on = Reading::tracking_allocator();
    vec![
        Subject::new("bare", inner(), |_| Reading::None),
        Subject::new("counting", Counting::new(inner()), |_| {
            Reading::residue()
        }),
        tracking("tracking", Reading::map(), switch::nothing),
        tracking("tracking, named", Reading::tagged_map(), switch::named),
        Subject::new("alloc_tracker", Allocator::new(inner()), |_| {
            Reading::alloc_tracker()
        }),
        Subject::new("divan", AllocProfiler::new(inner()), |_| Reading::None),
        Subject::new("stats_alloc", StatsAlloc::new(inner()), |counted| {
            Reading::by(|| counted.stats().bytes_allocated as u64)
        }),
        Subject::new("cap", Cap::new(inner(), usize::MAX), |counted| {
            Reading::by(|| counted.allocated() as u64)
        }),
        Subject::new("peakmem-alloc", PeakMemAlloc::new(inner()), |counted| {
            Reading::peakmem(counted)
        }),
        reporting("tracking-allocator, off", off, switch::nothing),
        reporting("tracking-allocator, on", on, switch::tracking_allocator),
    ]
}

fn dhat() -> [Subject; 2] {
    [
        // Without a profiler there is no counter to ask.
        Subject::new("dhat, off", dhat::Alloc, |_| Reading::None),
        Subject {
            switch: switch::dhat,
            ..Subject::new("dhat, on", dhat::Alloc, |_| Reading::dhat())
        },
    ]
}
