//! The binary, at work in a folder beside criterion's.

use super::args::Args;
use super::selection::Selection;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

/// The run that is made, and the one that was before it.
const NEW: &str = "runs/new";
const BASE: &str = "runs/base";
/// Where `residue run --save` keeps runs.
const BASELINES: &str = "results/baselines";

const ELEMENTS: &str = "--elements=50000";
const QUICK: &str = "--elements=5000";

/// The tool and its folder; where criterion's is named, it is in there.
pub(super) struct Tool {
    binary: PathBuf,
    folder: PathBuf,
}

impl Tool {
    pub(super) fn new(binary: &Path, temporary: &Path) -> Result<Tool> {
        let folder = match env::var_os("CRITERION_HOME") {
            Some(home) => Path::new(&home).join("residue"),
            None => temporary.with_file_name("residue"),
        };
        fs::create_dir_all(&folder)
            .with_context(|| format!("could not make {}", folder.display()))?;
        Ok(Tool { binary: binary.to_owned(), folder })
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.binary);
        command.current_dir(&self.folder).arg(verb);
        command
    }

    /// The smallest run; only how it ends is of interest.
    pub(super) fn smoke(&self, selection: &Selection) -> Result<ExitCode> {
        let mut command = self.command("run");
        command.args(["--out=runs/smoke", "--force", "--settle=0s"]);
        command.args(["--elements=1000", "--format=json"]);
        command.args(selection.args()).stdout(Stdio::null());
        Ok(code(finish(&mut command)?))
    }

    /// Makes a run and prints its ledgers; `None` where it is not complete.
    pub(super) fn measure(
        &self,
        selection: &Selection,
        args: &Args,
    ) -> Result<Option<PathBuf>> {
        self.keep_last()?;
        let mut command = self.command("run");
        command.args(["--out", NEW, "--force", "--settle=100ms"]);
        command.arg(if args.quick { QUICK } else { ELEMENTS });
        command.args(selection.args());
        if let Some(name) = &args.save_baseline {
            command.arg(format!("--save={name}"));
        }
        let status = finish(&mut command)?;
        Ok(status.success().then(|| NEW.into()))
    }

    /// What was measured last is what the next is compared with.
    fn keep_last(&self) -> Result<()> {
        let (new, base) = (self.folder.join(NEW), self.folder.join(BASE));
        if !new.join("run.json").is_file() {
            return Ok(());
        }
        let moved = match fs::remove_dir_all(&base) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => fs::rename(&new, &base),
        };
        moved.with_context(|| format!("could not make {}", base.display()))
    }

    /// Prints the run that was saved as `name`.
    pub(super) fn show(
        &self,
        name: &str,
        selection: &Selection,
    ) -> Result<Option<PathBuf>> {
        let run = Path::new(BASELINES).join(name);
        let mut command = self.command("report");
        command.arg(&run).args(selection.args());
        Ok(finish(&mut command)?.success().then_some(run))
    }

    /// Compares `new` with the baseline that is named, else with the run
    /// before, which fails nothing.
    pub(super) fn compare(
        &self,
        args: &Args,
        new: &Path,
        selection: &Selection,
    ) -> Result<ExitCode> {
        let strict = args.baseline.as_ref().or(args.baseline_lenient.as_ref());
        let old = match strict {
            Some(name) => Path::new(BASELINES).join(name),
            None => BASE.into(),
        };
        let informal = args.discard_baseline || args.load_baseline.is_some();
        let is_there = self.folder.join(&old).join("run.json").is_file();
        if !is_there || (strict.is_none() && informal) {
            return Ok(ExitCode::SUCCESS);
        }
        let mut command = self.command("diff");
        command.arg(&old).arg(new).args(selection.args());
        let status = finish(&mut command)?;
        match strict {
            Some(_) => Ok(code(status)),
            None => Ok(ExitCode::SUCCESS),
        }
    }

    /// Fails with the names there are, unless `name` is one of them.
    pub(super) fn refuse_unknown(&self, name: &str) -> Result<()> {
        let folder = self.folder.join(BASELINES);
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut known: Vec<String> = entries
            .filter(|entry| entry.path().join("run.json").is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        known.sort_unstable();
        match (known.iter().any(|of| of == name), &known[..]) {
            (true, _) => Ok(()),
            (false, []) => bail!(
                "no baseline `{name}` is saved, nor any other: \
                 `--save-baseline NAME` saves one"
            ),
            (false, known) => bail!(
                "no baseline `{name}` is saved (saved: {})",
                known.join(", ")
            ),
        }
    }
}

fn finish(command: &mut Command) -> Result<ExitStatus> {
    command.status().context("could not start the residue binary")
}

/// The tool's exit code is the bench's.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(2))
}
