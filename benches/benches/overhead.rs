//! What tracking adds to an allocate-and-free pair: each allocator is called
//! directly, so that all stand in one process and one report.
#![expect(unsafe_code, reason = "allocators are called directly")]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use mimalloc::MiMalloc;
use residue::{Container, Counting, Tracking};
use residue_benches::PAIR_SIZE;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use tikv_jemallocator::Jemalloc;

static NAMED: Container = Container::new("named");
static STATS_ALLOC: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn overhead(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("overhead/system");
    all(&mut group, System, System, System);
    pair(&mut group, "stats_alloc", &STATS_ALLOC);
    group.finish();
    let mut group = criterion.benchmark_group("overhead/jemalloc");
    all(&mut group, Jemalloc, Jemalloc, Jemalloc);
    group.finish();
    let mut group = criterion.benchmark_group("overhead/mimalloc");
    all(&mut group, MiMalloc, MiMalloc, MiMalloc);
    group.finish();
}

/// One allocator bare, counted, tracked, and tracked in a named container.
fn all<A: GlobalAlloc>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    bare: A,
    counted: A,
    tracked: A,
) {
    pair(group, "bare", &bare);
    pair(group, "counting", &Counting::new(counted));
    let tracking = Tracking::new(tracked);
    pair(group, "tracking", &tracking);
    let _scope = NAMED.enter();
    pair(group, "tracking, named", &tracking);
}

fn pair<A: GlobalAlloc>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    allocator: &A,
) {
    let layout = Layout::new::<[u8; PAIR_SIZE]>();
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            // SAFETY: the layout is not empty.
            let object = unsafe { allocator.alloc(black_box(layout)) };
            assert!(!object.is_null(), "out of memory");
            // SAFETY: the allocator gave it out for this layout just now.
            unsafe { allocator.dealloc(black_box(object), layout) };
        });
    });
}

criterion_group!(benches, overhead);
criterion_main!(benches);
