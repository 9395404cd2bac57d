//! Times a call on batches of prepared things, and keeps what it saw for the
//! table of growth.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Throughput};
use residue_benches::GrowthTable;
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// Elements that a batch holds at most: small things are timed many at once,
/// so that reading the clock does not count.
const BATCH: u64 = 100_000;

/// What was timed so far in this process.
pub(crate) struct Clock(RefCell<GrowthTable>);

/// One case: what stands in the table and in criterion's report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'a> {
    pub(crate) remedy: &'a str,
    pub(crate) on: &'a str,
    pub(crate) size: u64,
    pub(crate) batch: Batch,
}

/// How many prepared things one reading of the clock covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Batch {
    /// As many as hold [`BATCH`] elements.
    Many,
    /// One: a first call would take what the others are there for.
    Single,
}

impl Clock {
    pub(crate) fn new() -> Clock {
        Clock(RefCell::default())
    }

    /// Times `call` on what `prepare` makes; neither that nor dropping it
    /// counts.
    pub(crate) fn time<T>(
        &self,
        group: &mut BenchmarkGroup<'_, WallTime>,
        case: Case<'_>,
        prepare: impl Fn() -> T,
        call: impl Fn(&mut T),
    ) {
        let most = match case.batch {
            Batch::Many => BATCH.div_ceil(case.size),
            Batch::Single => 1,
        };
        group.throughput(Throughput::Elements(case.size));
        let id = BenchmarkId::new(case.on, case.size);
        group.bench_function(id, |bencher| {
            bencher.iter_custom(|count| {
                let mut spent = Duration::ZERO;
                let mut left = count;
                while left > 0 {
                    let batch = left.min(most);
                    spent += timed(batch, &prepare, &call);
                    left -= batch;
                }
                self.note(case, spent, count);
                spent
            });
        });
    }

    fn note(&self, case: Case<'_>, spent: Duration, count: u64) {
        let name = format!("{} {}", case.remedy, case.on);
        let each = spent.as_nanos() as f64 / count as f64;
        self.0.borrow_mut().add(name.trim(), case.size, each);
    }

    /// What was timed, and how it grows.
    pub(crate) fn table(&self) -> String {
        self.0.borrow().render("elements")
    }
}

fn timed<T>(
    count: u64,
    prepare: impl Fn() -> T,
    call: impl Fn(&mut T),
) -> Duration {
    let mut prepared: Vec<T> = (0..count).map(|_| prepare()).collect();
    let start = Instant::now();
    prepared.iter_mut().for_each(call);
    start.elapsed()
}
