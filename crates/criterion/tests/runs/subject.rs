//! What the benches measure, counted by stats_alloc as well.

use criterion::{BatchSize, Bencher, Criterion, Throughput};
use residue::Counting;
use residue_criterion::{
    Allocations, IterEach, LiveBytes, Memory, PeakLive, RequestedBytes, exact,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use std::alloc::System;
use std::hint::black_box;
use std::time::Duration;

/// Names the subject in the environment of a bench.
pub(crate) const VARIABLE: &str = "RESIDUE_CRITERION_SUBJECT";

#[global_allocator]
static ALLOCATOR: Counting<&StatsAlloc<System>> =
    Counting::new(&INSTRUMENTED_SYSTEM);

/// Whether this process is a bench.
pub(crate) fn is_one() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

pub(crate) fn run() {
    let subject = std::env::var(VARIABLE).unwrap();
    match subject.as_str() {
        "all" => all(),
        "of 0" => held(&mut exactly(LiveBytes), 0),
        "of 8" => held(&mut exactly(LiveBytes), 8),
        "of 16" => held(&mut exactly(LiveBytes), 16),
        "by time" => held(&mut by_time(), 8),
        "batched" => batched(),
        "freeing" => freeing(),
        "peak of many" => bench(exactly(PeakLive), "peak", |bencher| {
            bencher.iter(|| Vec::<u8>::with_capacity(8));
        }),
        other => panic!("no subject {other}"),
    }
}

fn exactly<M: Memory>(measurement: M) -> Criterion<M> {
    exact(measurement).nresamples(1001).configure_from_args()
}

/// As criterion is set up by itself, but quick.
fn by_time() -> Criterion<LiveBytes> {
    Criterion::default()
        .with_measurement(LiveBytes)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_millis(10))
        .nresamples(1001)
        .configure_from_args()
}

fn bench<M: Memory + 'static>(
    mut criterion: Criterion<M>,
    name: &str,
    routine: impl FnMut(&mut Bencher<'_, M>),
) {
    criterion.bench_function(name, routine);
}

fn held(criterion: &mut Criterion<LiveBytes>, size: usize) {
    criterion.bench_function("measured", |bencher| {
        bencher.iter_each(|| Vec::<u8>::with_capacity(size));
    });
}

/// Two vectors, one in the other's stead, and nothing reallocated.
fn two(size: usize) -> Vec<u8> {
    drop(black_box(Vec::<u8>::with_capacity(3 * size)));
    Vec::with_capacity(size)
}

fn counted<O>(routine: impl FnOnce() -> O) -> Stats {
    let region = Region::new(&INSTRUMENTED_SYSTEM);
    let output = black_box(routine());
    let change = region.change();
    drop(output);
    change
}

fn expect(name: &str, figure: impl std::fmt::Display, unit: &str) {
    print_line(&format!("expect {name}={figure} {unit}"));
}

#[expect(clippy::print_stdout, reason = "the bench's own output")]
fn print_line(line: &str) {
    println!("{line}");
}

fn all() {
    for size in [0, 1, 24, 250] {
        let stats = counted(|| two(size));
        let live = stats.bytes_allocated - stats.bytes_deallocated;
        let name = |what: &str| format!("{what} {size}");
        expect(&name("live"), live, "B");
        expect(&name("total"), stats.bytes_allocated, "B");
        expect(&name("count"), stats.allocations, "allocations");
        expect(&name("peak"), stats.bytes_deallocated, "B");
        let run =
            |bencher: &mut Bencher<'_, _>| bencher.iter_each(|| two(size));
        bench(exactly(LiveBytes), &name("live"), run);
        let run =
            |bencher: &mut Bencher<'_, _>| bencher.iter_each(|| two(size));
        bench(exactly(RequestedBytes), &name("total"), run);
        let run =
            |bencher: &mut Bencher<'_, _>| bencher.iter_each(|| two(size));
        bench(exactly(Allocations), &name("count"), run);
        let run =
            |bencher: &mut Bencher<'_, _>| bencher.iter_each(|| two(size));
        bench(exactly(PeakLive), &name("peak"), run);
    }
    loops_of_criterion();
    growing_and_varying();
}

/// Criterion's own loops: they allocate nothing while they measure.
fn loops_of_criterion() {
    for (name, figure) in
        [("empty", "0 B"), ("dropped", "0 B"), ("kept", "64 B")]
    {
        print_line(&format!("expect {name}={figure}"));
    }
    bench(by_time(), "empty", |bencher| bencher.iter(|| ()));
    bench(by_time(), "dropped", |bencher| bencher.iter(|| two(64)));
    bench(by_time(), "kept", |bencher| {
        bencher.iter_with_large_drop(|| two(64));
    });
}

fn growing_and_varying() {
    expect("large", 3, "MiB");
    bench(exactly(PeakLive), "large", |bencher| {
        bencher.iter_each(|| two(1 << 20));
    });
    let mut leaked = Vec::with_capacity(1000);
    expect("growing", 40, "B");
    bench(exactly(LiveBytes), "growing", |bencher| {
        bencher.iter(|| leaked.push(Vec::<u8>::with_capacity(40)));
    });
    let mut criterion = exactly(LiveBytes);
    let mut group = criterion.benchmark_group("live varying");
    group.throughput(Throughput::Elements(3));
    let mut turn = 0;
    group.bench_function("held", |bencher| {
        bencher.iter_each(|| {
            turn += 1;
            Vec::<u8>::with_capacity(turn % 10 * 32)
        });
    });
}

/// The routine keeps less than the vector of inputs takes for each.
fn batched() {
    bench(by_time(), "batched", |bencher| {
        let routine = |_: [u64; 3]| Box::new(0_u64);
        bencher.iter_batched(|| [0; 3], routine, BatchSize::SmallInput);
    });
}

fn freeing() {
    bench(exactly(LiveBytes), "freeing", |bencher| {
        bencher.iter_each_with(|| vec![0_u8; 8], drop);
    });
}
