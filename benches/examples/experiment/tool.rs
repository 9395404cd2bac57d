//! The binary under test.

use crate::case::{Case, Expect, Seen, Sizes};
use crate::side::Side;
use crate::suite::Suite;
use residue_report::{Environment, Run};
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The binary, and where its runs are kept.
pub(crate) struct Tool {
    binary: PathBuf,
    runs: PathBuf,
    suite: &'static Suite,
    elements: u64,
}

impl Tool {
    /// Fails where there is no such binary.
    pub(crate) fn new(
        binary: &Path,
        runs: PathBuf,
        suite: &'static Suite,
        elements: u64,
    ) -> io::Result<Tool> {
        // It is started in another folder.
        let binary = binary.canonicalize()?;
        Ok(Tool { binary, runs, suite, elements })
    }

    /// Arguments of `residue run` that measure `side`.
    pub(crate) fn args(&self, side: &Side) -> Vec<String> {
        let elements = side.elements(self.elements).to_string();
        let all = ["--elements", &elements, "--settle", self.suite.settle];
        all.into_iter().chain(side.args()).map(str::to_owned).collect()
    }

    /// How many elements the sides of `case` have.
    fn sizes(&self, case: &Case) -> Sizes {
        let side = |name| self.suite.sides.iter().find(|of| of.name == name);
        let size = |name| side(name).map_or(0, |of| of.elements(self.elements));
        (size(case.old), size(case.new))
    }

    /// Measures `side`, unless that was done by an experiment that was
    /// stopped.
    pub(crate) fn run(&self, side: &Side, pair: u64) -> io::Result<()> {
        let folder = self.runs.join(name(side.name, pair));
        if folder.exists() {
            return Ok(());
        }
        let unfinished = folder.with_extension("unfinished");
        fs::remove_dir_all(&unfinished).or_else(unless_missing)?;
        let status = Command::new(&self.binary)
            .arg("run")
            .args(self.args(side))
            .arg("--out")
            .arg(&unfinished)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !status.success() {
            let failed = format!("{} ended with {status}", side.name);
            return Err(io::Error::other(failed));
        }
        fs::rename(unfinished, folder)
    }

    /// The machine and the commit that the first run of `side` is of.
    pub(crate) fn environment(
        &self,
        side: &Side,
    ) -> Result<Environment, Box<dyn Error>> {
        let file = self.runs.join(name(side.name, 0)).join("run.json");
        Ok(Run::from_json(&fs::read_to_string(file)?)?.environment)
    }

    /// Compares a pair of `case`, and keeps what was said in `folder`, if
    /// there is one: the comparison, or why there is none.
    pub(crate) fn diff(
        &self,
        case: &Case,
        pair: u64,
        folder: Option<&Path>,
    ) -> Result<Seen, Box<dyn Error>> {
        let across = case.across.iter().flat_map(|key| ["--across", key]);
        let output = Command::new(&self.binary)
            .arg("diff")
            // The record shows names, not where they were on this machine.
            .args([name(case.old, pair), name(case.new, pair)])
            .args(["--format", "json"])
            .args(across)
            .current_dir(&self.runs)
            .output()?;
        let shown = String::from_utf8(output.stdout)?;
        let said = String::from_utf8_lossy(&output.stderr);
        let (text, kind) = match shown.is_empty() {
            true => (&*said, "txt"),
            false => (&*shown, "json"),
        };
        if let Some(folder) = folder {
            fs::write(folder.join(format!("{:02}.{kind}", pair + 1)), text)?;
        }
        let mut seen = self.seen(case, &shown, &said)?;
        if output.status.code() != Some(case.expect.code()) {
            seen.against.push(format!("ended with {}", output.status));
        }
        Ok(seen)
    }

    /// What the comparison comes to that was `shown`, with what was `said`
    /// beside it.
    fn seen(
        &self,
        case: &Case,
        shown: &str,
        said: &str,
    ) -> Result<Seen, Box<dyn Error>> {
        let is_refused = matches!(case.expect, Expect::Refused { .. });
        if shown.is_empty() || is_refused {
            let against = case.expect.against_refusal(said);
            return Ok(Seen { against, probes: Vec::new() });
        }
        let diff = serde_json::from_str(shown)?;
        let against = case.expect.against(&diff, self.sizes(case));
        Ok(Seen::of(&diff, against))
    }
}

/// What a run's folder is called.
fn name(side: &str, pair: u64) -> String {
    format!("{side}-{:02}", pair + 1)
}

fn unless_missing(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }
}
