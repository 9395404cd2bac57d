//! What a bench is asked for, where criterion leaves that to panics.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What a bench does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It measures.
    Measure,
    /// It lists its benchmarks, runs each once, or runs them for a profiler.
    Other,
}

/// The arguments of a bench that criterion does not check before it measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// What is asked for.
    pub mode: Mode,
    /// The baseline to compare with, which must exist.
    pub baseline: Option<String>,
}

impl Arguments {
    /// Reads `args`, without the program's name.
    pub fn of(args: impl IntoIterator<Item = String>) -> Arguments {
        let args: Vec<String> = args.into_iter().collect();
        let has = |flag: &str| {
            args.iter().any(|arg| {
                arg.strip_prefix(flag).is_some_and(|rest| {
                    rest.is_empty() || rest.starts_with('=')
                })
            })
        };
        let others = ["--test", "--list", "--profile-time", "--help", "-h"];
        let measures = has("--bench") && !others.iter().any(|flag| has(flag));
        let mode = if measures { Mode::Measure } else { Mode::Other };
        Arguments { mode, baseline: value(&args, &["--baseline", "-b"]) }
    }

    /// Refuses a baseline that no benchmark of `bench` was saved under.
    /// `criterion` is the folder of criterion's results.
    ///
    /// # Errors
    ///
    /// What there is, and how to make one.
    pub fn check(&self, bench: &str, criterion: &Path) -> Result<(), String> {
        let Some(wanted) = &self.baseline else { return Ok(()) };
        let mut known = BTreeSet::new();
        // Criterion puts the slashes of a name as underscores.
        let of_bench = format!("{bench}_");
        for group in fs::read_dir(criterion).into_iter().flatten().flatten() {
            if group.file_name().to_string_lossy().starts_with(&of_bench) {
                collect(&group.path(), &mut known);
            }
        }
        if known.contains(wanted) {
            return Ok(());
        }
        let known = Vec::from_iter(known).join(", ");
        let known = if known.is_empty() { "none".to_owned() } else { known };
        Err(format!(
            "no baseline `{wanted}` of {bench}: there is {known}; make one by \
             `cargo bench --bench {bench} -- --save-baseline {wanted}`"
        ))
    }
}

/// The value of the last of `flags`, in any of the forms that clap takes.
fn value(args: &[String], flags: &[&str]) -> Option<String> {
    let mut found = None;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let rest = flags.iter().find_map(|flag| arg.strip_prefix(flag));
        found = match rest {
            Some("") => args.next().cloned(),
            Some(rest) if rest.starts_with('=') => Some(rest[1..].to_owned()),
            _ => continue,
        };
    }
    found
}

/// Folders below `folder` that hold an estimate: names of baselines.
fn collect(folder: &Path, known: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        // `new` is what was measured last, under whatever name; `change`
        // and `report` are comparisons.
        if path.join("sample.json").exists() && name != "new" {
            known.insert(name);
        } else if path.is_dir() {
            collect(&path, known);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(text: &str) -> Arguments {
        Arguments::of(text.split(' ').map(str::to_owned))
    }

    #[test]
    fn only_a_bench_that_is_asked_to_measures() {
        for (text, mode) in [
            ("--bench", Mode::Measure),
            ("pair --quick --bench", Mode::Measure),
            ("--test --bench", Mode::Other),
            ("--list --bench", Mode::Other),
            ("--profile-time=3 --bench", Mode::Other),
            ("pair", Mode::Other),
        ] {
            assert_eq!(arguments(text).mode, mode, "{text}");
        }
    }

    #[test]
    fn a_baseline_is_read_in_every_form_and_others_are_not_taken_for_it() {
        for text in ["--baseline x", "--baseline=x", "-b x", "-b=x"] {
            assert_eq!(arguments(text).baseline.as_deref(), Some("x"));
        }
        for text in ["--baseline-lenient x", "--save-baseline x", "x"] {
            assert_eq!(arguments(text).baseline, None, "{text}");
        }
    }

    #[test]
    fn an_unknown_baseline_is_refused_with_those_there_are() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let ask = |name| arguments(&format!("-b {name}")).check("over", at);
        assert!(ask("x").unwrap_err().contains("there is none"));
        for place in ["over_a/b/x", "over_a/b/new", "other_a/b/y"] {
            fs::create_dir_all(at.join(place)).unwrap();
            fs::write(at.join(place).join("sample.json"), "").unwrap();
        }
        assert_eq!(ask("x"), Ok(()));
        let said = ask("y").unwrap_err();
        assert!(said.contains("there is x;"), "{said}");
        assert!(said.contains("--save-baseline y"), "{said}");
        assert_eq!(arguments("--bench").check("over", at), Ok(()));
    }
}
