//! Remedies on the allocator's side: collect and purge.

use crate::clock::{Batch, Case, Clock};
use crate::common::say;
use crate::resident::resident;
use criterion::Criterion;
use residue_backends::{Backend, collect, current, purge, statistics};
use std::hint::black_box;

/// What an allocator can be asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    /// Give back what the calling thread has cached.
    Collect,
    /// Give back to the kernel.
    Purge,
}

impl Ask {
    const ALL: [Ask; 2] = [Ask::Collect, Ask::Purge];

    fn name(self) -> &'static str {
        match self {
            Ask::Collect => "collect",
            Ask::Purge => "purge",
        }
    }

    fn apply(self) {
        match self {
            Ask::Collect => collect(),
            Ask::Purge => purge(),
        }
    }
}

/// Keeps what was freed below it from being the top of the heap, which glibc
/// trims by itself.
type Pin = Box<[u8; 128]>;

/// Times both for what `sizes` boxes leave behind.
pub(crate) fn bench(criterion: &mut Criterion, sizes: &[u64], clock: &Clock) {
    for ask in Ask::ALL {
        let (name, backend) = (ask.name(), current());
        // Its own word for it; there is nothing to time.
        if ask == Ask::Collect && backend == Backend::System {
            say("no collect under system: glibc has no such call");
            continue;
        }
        let group = format!("remedies/{backend}/{name}");
        let mut group = criterion.benchmark_group(group);
        for &size in sizes {
            match given_back(ask, size) {
                Ok(said) => say(&format!("{name} under {backend}: {said}")),
                Err(why) => {
                    say(&format!("no {name} under {backend}, {size}: {why}"));
                    continue;
                }
            }
            let case =
                Case { remedy: name, on: "boxes", size, batch: Batch::Single };
            clock.time(&mut group, case, || freed(size), |_| ask.apply());
        }
        group.finish();
    }
}

/// Boxes that lived and were freed.
fn freed(count: u64) -> Pin {
    let boxes: Vec<Pin> = (0..count).map(|_| Box::new([1; 128])).collect();
    let pin = Box::new([1; 128]);
    drop(black_box(boxes));
    pin
}

/// What it gives back, which must be something: pages to the kernel, or what
/// jemalloc says its threads have cached.
fn given_back(ask: Ask, size: u64) -> Result<String, String> {
    let cached = || statistics().cached_by_threads;
    purge();
    let pin = freed(size);
    let before = (resident(), cached());
    ask.apply();
    let after = (resident(), cached());
    drop(pin);
    let kib = before.0.saturating_sub(after.0) / 1024;
    let flushed = before.1.zip(after.1).map_or(0, |(a, b)| a.saturating_sub(b));
    match (kib, flushed) {
        (0, 0) => Err("it gives nothing back that can be seen".to_owned()),
        (0, flushed) => Ok(format!("{size} boxes, {flushed} bytes uncached")),
        (kib, _) => Ok(format!("{size} boxes, {kib} KiB fewer resident")),
    }
}
