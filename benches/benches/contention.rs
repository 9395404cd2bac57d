//! What each tracker adds where threads allocate at once, and where objects
//! are freed by another thread than allocated them.

mod peers;

use peers::runner::Bench;
use residue_benches::{Case, added, ratios};
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    peers::serve_if_asked();
    peers::finish(
        Bench {
            name: "contention",
            cases: |_| Case::contended(),
            unit: 2560,
            time: Duration::from_millis(150),
            show: |summary, base| {
                let ratios = ratios(summary, base.name())?;
                let added = added(summary, base.name())?;
                Some(format!(
                    "\nTime by the bare allocator's:\n\n{ratios}\n\
                     Nanoseconds added to each pair:\n\n{added}\n"
                ))
            },
        }
        .run(),
    )
}
