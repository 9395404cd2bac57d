//! What a ledger costs, by what is resident and by how many objects live,
//! beside the accounts of others: the kernel's, glibc's and jemalloc's.
//!
//! The process that is observed is this program again; it stands still, and
//! afterwards times its own allocator's accounts itself. Before anything is
//! timed, a ledger must be seen to read in proportion to what is resident,
//! however much address space there is. `RESIDUE_BENCH_FULL=1` goes to 16 GiB
//! and a hundred million objects, as far as memory goes; `-- standstill`
//! measures for how long a phase holds a process still, and nothing else.

#[path = "../common/mod.rs"]
mod common;
mod growth;
mod holder;
mod kernel;
mod malloc_info;
mod room;
mod standstill;
mod subject;

use common::{fail, say};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode};
use holder::{Asked, Load};
use residue_backends::{Backend, Selected};
use residue_benches::{Grid, GrowthTable};
use std::env;
use std::error::Error;
use std::time::Duration;
use subject::Subject;

#[global_allocator]
static ALLOCATOR: residue::Tracking<Selected> =
    residue::Tracking::opt_in(Selected);

/// The word that asks for the time of a standstill alone.
const STANDSTILL: &str = "standstill";

/// Resident MiB, in a thousand objects.
const RESIDENT: &[u64] = &[16, 64, 256, 1024, 4096, 16_384];
const MOST_RESIDENT: u64 = 256;
const FEW: u64 = 1_000;
/// Objects of 64 bytes.
const OBJECTS: &[u64] =
    &[1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const MOST_OBJECTS: u64 = 1_000_000;
const SMALL: u64 = 64;

fn main() {
    if let Err(error) = run() {
        fail(&error.to_string());
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    if holder::hold_if_asked()? {
        return Ok(());
    }
    if env::args().any(|word| word == STANDSTILL) {
        say(&standstill::table()?);
        return Ok(());
    }
    let grid = common::grid();
    let mut criterion = common::criterion();
    say(&growth::check()?);
    let resident = grid.of(RESIDENT, MOST_RESIDENT);
    let load = |mib: u64| Load {
        objects: FEW,
        each: (mib << 20) / FEW,
        reserved: 0,
        touched: 0,
    };
    axis(&mut criterion, grid, "resident MiB", &resident, load)?;
    let objects = grid.of(OBJECTS, MOST_OBJECTS);
    let load = |objects| Load { objects, each: SMALL, reserved: 0, touched: 0 };
    axis(&mut criterion, grid, "objects", &objects, load)?;
    criterion.final_summary();
    Ok(())
}

/// Measures every account of processes that hold more and more.
fn axis(
    criterion: &mut Criterion,
    grid: Grid,
    name: &str,
    sizes: &[u64],
    load: impl Fn(u64) -> Load,
) -> Result<(), Box<dyn Error>> {
    let (kind, _) = name.split_once(' ').unwrap_or((name, ""));
    let mut group = criterion.benchmark_group(format!("snapshot/{kind}"));
    group.sampling_mode(SamplingMode::Flat);
    let mut account = Account { group, table: GrowthTable::new() };
    for &size in sizes {
        if !room::is_for(&load(size)) {
            say(&format!("{name}: no room for {size}, which is left out"));
            continue;
        }
        let mut glibc = Subject::start(Backend::System, load(size))?;
        account.time("ledger", size, |count| glibc.ledgers(count));
        account.time("smaps_rollup", size, |count| glibc.rollup(count));
        account.time("malloc_info", size, |count| {
            glibc.ask(Asked::MallocInfo, count)
        });
        // There may be room for one of them.
        drop(glibc);
        let mut jemalloc = Subject::start(Backend::Jemalloc, load(size))?;
        account.time("jemalloc epoch, statistics", size, |count| {
            jemalloc.ask(Asked::Statistics, count)
        });
    }
    account.group.finish();
    if grid != Grid::Smoke {
        let table = account.table.render(name);
        say(&format!("How the cost grows with {name}:\n{table}"));
    }
    Ok(())
}

/// What was timed along one axis.
struct Account<'a> {
    group: BenchmarkGroup<'a, WallTime>,
    table: GrowthTable,
}

impl Account<'_> {
    fn time(
        &mut self,
        name: &str,
        size: u64,
        mut call: impl FnMut(u64) -> Result<Duration, Box<dyn Error>>,
    ) {
        let table = &mut self.table;
        let id = BenchmarkId::new(name, size);
        self.group.bench_function(id, |bencher| {
            bencher.iter_custom(|count| {
                let took = call(count).unwrap_or_else(|error| {
                    fail(&format!("{name} at {size}: {error}"))
                });
                let each = took.as_nanos() as f64 / count as f64;
                table.add(name, size, each);
                took
            });
        });
    }
}
