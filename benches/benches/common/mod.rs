//! What the benches of costs share: the command line, the grid, and criterion
//! set up for many cases that are long by themselves.

use criterion::Criterion;
use residue_benches::{Baselines, Grid, criterion_folder};
use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::time::Duration;

/// The grid of this process. A variable that says neither ends it.
pub(crate) fn grid() -> Grid {
    Grid::of_this_process().unwrap_or_else(|error| fail(&error))
}

/// Criterion as the command line wants it. A baseline that does not exist ends
/// the process with code 2.
pub(crate) fn criterion() -> Criterion {
    let args: Vec<String> = env::args().skip(1).collect();
    let folder = criterion_folder(Path::new(env!("CARGO_TARGET_TMPDIR")));
    if let Err(error) = Baselines::of(&folder).check(&args) {
        fail(&error.to_string());
    }
    Criterion::default()
        .output_directory(&folder)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(250))
        // The default of 100,000 takes longer than what is measured.
        .nresamples(5_000)
        .configure_from_args()
}

/// Says a line where results go. Criterion prints there too.
pub(crate) fn say(text: &str) {
    // A reader that went away has seen enough.
    let _ = writeln!(io::stdout(), "{text}");
}

/// Ends the process, which could not do what it was asked.
pub(crate) fn fail(why: &str) -> ! {
    let _ = writeln!(io::stderr(), "error: {why}");
    process::exit(2)
}
