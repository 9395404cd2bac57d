//! What each tracker adds to an operation on one thread. Allocators are
//! called directly, so that all stand in one process and one report.

mod peers;

use peers::runner::Bench;
use residue_benches::{Case, Grid, ratios};
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    peers::serve_if_asked();
    peers::finish(
        Bench {
            name: "overhead",
            cases: |grid| Case::single(grid == Grid::Full),
            unit: 1,
            time: Duration::from_millis(260),
            show: |summary, base| {
                let table = ratios(summary, base.name())?;
                Some(format!("\nTime by the bare allocator's:\n\n{table}\n"))
            },
        }
        .run(),
    )
}
