//! What the benches of costs share: the command line, the grid, and criterion
//! set up for many cases that are long by themselves.

use criterion::Criterion;
use residue_benches::Baselines;
use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

/// Set to `1`, the benches go to the sizes that take minutes and gigabytes.
const FULL: &str = "RESIDUE_BENCH_FULL";

/// How far the sizes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grid {
    /// The smallest size, once: whether it works at all.
    Smoke,
    /// What fits a `cargo bench` of the whole workspace.
    Default,
    /// All.
    Full,
}

impl Grid {
    /// As the command line and the environment say. Criterion only tests
    /// where cargo does not pass `--bench`.
    pub(crate) fn of_this_process() -> Grid {
        let has = |flag: &str| env::args().any(|arg| arg == flag);
        if has("--test") || !has("--bench") {
            return Grid::Smoke;
        }
        match env::var(FULL).as_deref() {
            Err(_) | Ok("" | "0") => Grid::Default,
            Ok("1") => Grid::Full,
            Ok(other) => fail(&format!(
                "{FULL} is `{other}`: 1 goes to the largest sizes, 0 does not"
            )),
        }
    }

    /// Those of `sizes` that are in the grid: the first, those up to `most`,
    /// or all.
    pub(crate) fn of(self, sizes: &[u64], most: u64) -> Vec<u64> {
        let sizes = sizes.iter().copied();
        match self {
            Grid::Smoke => sizes.take(1).collect(),
            Grid::Default => sizes.filter(|&size| size <= most).collect(),
            Grid::Full => sizes.collect(),
        }
    }
}

/// Criterion as the command line wants it, for the groups that begin with
/// `bench`. A baseline that does not exist ends the process with code 2.
pub(crate) fn criterion(bench: &str) -> Criterion {
    let args: Vec<String> = env::args().skip(1).collect();
    let folder = folder();
    if let Err(error) = Baselines::of(&folder, bench).check(&args) {
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

/// Where criterion keeps what it measured: as it would itself, beside the
/// folder that cargo gives to tests and benches.
fn folder() -> PathBuf {
    match env::var_os("CRITERION_HOME") {
        Some(home) => home.into(),
        None => {
            Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion")
        }
    }
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
