//! What it costs to make memory go back: `shrink_to_fit`, a rebuild, `clear`
//! and a drop by container and size, and an allocator's collect and purge by
//! backend.
//!
//! A process has one backend, so the bench starts itself once more for each
//! of the others. Before anything is timed, each remedy must be seen to work;
//! one that a container does not have, or that gives nothing back, is absent
//! and says so. `RESIDUE_BENCH_FULL=1` goes to ten million elements, and
//! times the containers under every backend.

mod allocator;
mod clock;
#[path = "../common/mod.rs"]
mod common;
mod container;
mod containers;
mod remedy;
mod resident;

use clock::Clock;
use common::{fail, say};
use residue_backends::{Backend, Selected, VARIABLE, current};
use residue_benches::Grid;
use std::env;
use std::process::Command;

#[global_allocator]
static ALLOCATOR: Selected = Selected;

/// Elements at the peak.
const SIZES: &[u64] = &[1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const MOST_BY_DEFAULT: u64 = 100_000;

fn main() {
    let grid = common::grid();
    let mut criterion = common::criterion();
    let sizes = grid.of(SIZES, MOST_BY_DEFAULT);
    let clock = Clock::new();
    if current() == Backend::System || grid == Grid::Full {
        containers::bench(&mut criterion, &sizes, &clock);
    }
    allocator::bench(&mut criterion, &sizes, &clock);
    criterion.final_summary();
    let table = clock.table();
    if grid != Grid::Smoke && !table.is_empty() {
        say(&format!("How the cost grows, under {}:\n{table}", current()));
    }
    // One that was named alone is measured alone.
    if env::var_os(VARIABLE).is_none() {
        others();
    }
}

/// Measures the same under the other backends. A profiler is none of those
/// whose memory a program would want back.
fn others() {
    let others = Backend::ALL.iter().filter(|&&backend| backend != current());
    for backend in others.filter(|of| !of.resident_is_the_profilers()) {
        let this = env::current_exe();
        let started = this.and_then(|this| {
            let mut command = Command::new(this);
            command.args(env::args_os().skip(1));
            command.env(VARIABLE, backend.name()).status()
        });
        match started {
            Ok(status) if status.success() => {}
            Ok(status) => fail(&format!("under {backend}: {status}")),
            Err(error) => fail(&format!("under {backend}: {error}")),
        }
    }
}
