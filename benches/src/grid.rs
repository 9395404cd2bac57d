//! How much a bench measures, and where criterion keeps it.

use std::env;
use std::path::{Path, PathBuf};

/// Set to `1`, benches go to the sizes that take minutes and gigabytes.
pub const FULL: &str = "RESIDUE_BENCH_FULL";

/// Flags with which criterion measures nothing.
const OTHERS: [&str; 5] =
    ["--test", "--list", "--profile-time", "--help", "-h"];

/// How far the sizes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grid {
    /// The smallest size, once: whether it works at all. Nothing is kept.
    Smoke,
    /// What fits a `cargo bench` of the whole workspace.
    Default,
    /// All.
    Full,
}

impl Grid {
    /// As the command line and the environment say.
    ///
    /// # Errors
    ///
    /// Where [`FULL`] is neither 0 nor 1.
    pub fn of_this_process() -> Result<Grid, String> {
        let args: Vec<String> = env::args().collect();
        Grid::of_words(&args, env::var(FULL).as_deref().unwrap_or_default())
    }

    /// Criterion only tests where cargo does not pass `--bench`.
    fn of_words(args: &[String], full: &str) -> Result<Grid, String> {
        let has = |flag: &str| {
            let rest = args.iter().filter_map(|arg| arg.strip_prefix(flag));
            rest.into_iter()
                .any(|rest| rest.is_empty() || rest.starts_with('='))
        };
        if OTHERS.into_iter().any(has) || !has("--bench") {
            return Ok(Grid::Smoke);
        }
        match full {
            "" | "0" => Ok(Grid::Default),
            "1" => Ok(Grid::Full),
            other => Err(format!(
                "{FULL} is `{other}`: 1 goes to the largest sizes, 0 does not"
            )),
        }
    }

    /// Those of `sizes` that are in the grid: the first, those up to `most`,
    /// or all.
    pub fn of(self, sizes: &[u64], most: u64) -> Vec<u64> {
        let sizes = sizes.iter().copied();
        match self {
            Grid::Smoke => sizes.take(1).collect(),
            Grid::Default => sizes.filter(|&size| size <= most).collect(),
            Grid::Full => sizes.collect(),
        }
    }
}

/// Where criterion keeps what it measured: as it would itself, beside the
/// folder `tmp` that cargo gives to tests and benches.
pub fn criterion_folder(tmp: &Path) -> PathBuf {
    match env::var_os("CRITERION_HOME") {
        Some(home) => home.into(),
        None => tmp.with_file_name("criterion"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(args: &str, full: &str) -> Result<Grid, String> {
        let args: Vec<String> = args.split(' ').map(str::to_owned).collect();
        Grid::of_words(&args, full)
    }

    #[test]
    fn only_a_bench_that_is_asked_to_measures() {
        for (args, expected) in [
            ("--bench", Grid::Default),
            ("pair --quick --bench", Grid::Default),
            ("--test --bench", Grid::Smoke),
            ("--list --bench", Grid::Smoke),
            ("--profile-time=3 --bench", Grid::Smoke),
            ("pair", Grid::Smoke),
        ] {
            assert_eq!(grid(args, ""), Ok(expected), "{args}");
        }
    }

    #[test]
    fn the_full_grid_is_asked_for_by_a_variable_that_is_0_or_1() {
        assert_eq!(grid("--bench", "1"), Ok(Grid::Full));
        assert_eq!(grid("--bench", "0"), Ok(Grid::Default));
        assert_eq!(grid("--test --bench", "1"), Ok(Grid::Smoke));
        let said = grid("--bench", "full").unwrap_err();
        assert!(said.contains("RESIDUE_BENCH_FULL is `full`: 1"), "{said}");
    }

    #[test]
    fn a_grid_takes_the_first_those_up_to_a_size_or_all() {
        let sizes = [1, 10, 100];
        assert_eq!(Grid::Smoke.of(&sizes, 10), [1]);
        assert_eq!(Grid::Default.of(&sizes, 10), [1, 10]);
        assert_eq!(Grid::Full.of(&sizes, 10), sizes);
    }
}
