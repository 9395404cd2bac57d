//! The binary under test.

use crate::case::{Case, Seen};
use crate::side::Side;
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
    elements: String,
}

impl Tool {
    /// Fails where there is no such binary.
    pub(crate) fn new(
        binary: &Path,
        runs: PathBuf,
        elements: u64,
    ) -> io::Result<Tool> {
        // It is started in another folder.
        let binary = binary.canonicalize()?;
        Ok(Tool { binary, runs, elements: elements.to_string() })
    }

    /// Arguments of `residue run` that all sides share.
    pub(crate) fn shared(&self) -> [&str; 4] {
        ["--elements", &self.elements, "--settle", "100ms"]
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
            .args(self.shared())
            .args(side.args())
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

    /// Compares a pair of `case`, and keeps what was said in `folder`: the
    /// comparison, or why there is none.
    pub(crate) fn diff(
        &self,
        case: &Case,
        pair: u64,
        folder: &Path,
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
        let mut against = if shown.is_empty() {
            fs::write(folder.join(format!("{:02}.txt", pair + 1)), &*said)?;
            case.expect.against_refusal(&said)
        } else {
            fs::write(folder.join(format!("{:02}.json", pair + 1)), &shown)?;
            case.expect.against(&serde_json::from_str(&shown)?)
        };
        if output.status.code() != Some(case.expect.code()) {
            against.push(format!("ended with {}", output.status));
        }
        Ok(Seen(against))
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
