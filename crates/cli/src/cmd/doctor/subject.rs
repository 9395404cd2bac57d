//! From what the user names to what is judged: the one place that tells the
//! kinds of subjects apart.

use super::args::DoctorArgs;
use anyhow::{Context, Result, bail};
use globset::Glob;
use residue_runner::{Running, kept, stored};
use std::path::{Path, PathBuf};

/// What the doctor looks at.
pub(super) enum Subject {
    /// A stored run, by its file.
    Run(PathBuf),
    /// What was kept of a program that died, by its file.
    Kept(PathBuf),
    /// Running processes that were named: each must be there.
    Processes(Vec<u32>),
    /// Running processes that were found: those that end or cannot be read
    /// are passed over.
    Found(Vec<u32>),
}

impl Subject {
    /// The subject that the arguments name.
    pub(super) fn of(args: &DoctorArgs) -> Result<Subject> {
        if args.all {
            return Ok(Subject::Found(running(|_| true)?));
        }
        if let Some(pattern) = &args.name {
            return matching(pattern);
        }
        let pids: Option<Vec<u32>> =
            args.subjects.iter().map(|path| pid(path)).collect();
        match (pids, args.subjects.as_slice()) {
            (Some(pids), _) => Ok(Subject::Processes(pids)),
            (None, [file]) if kept::is_kept(file) => {
                refuse_of_kept(args)?;
                Ok(Subject::Kept(file.clone()))
            }
            (None, [run]) => stored::one(run).map(Subject::Run),
            (None, _) => bail!(
                "several subjects must all be processes, by their numbers; \
                 of runs one at a time"
            ),
        }
    }
}

/// What can only be done with a process that runs.
fn refuse_of_kept(args: &DoctorArgs) -> Result<()> {
    if args.watch.is_some() || args.save.is_some() {
        bail!(
            "--watch and --save are for processes that run: of what was kept \
             of a program there is one look"
        );
    }
    Ok(())
}

/// What exists as a path is meant as one.
fn pid(argument: &Path) -> Option<u32> {
    let number = argument.to_str()?.parse().ok()?;
    (!argument.exists()).then_some(number)
}

fn matching(pattern: &str) -> Result<Subject> {
    let glob = Glob::new(pattern)
        .with_context(|| format!("--name {pattern} is not a valid glob"))?
        .compile_matcher();
    let found = running(|name| glob.is_match(name))?;
    if found.is_empty() {
        bail!("no process that may be read has a name like {pattern}");
    }
    Ok(Subject::Found(found))
}

/// The processes that have memory and a name that is asked for, but this one.
fn running(is_asked: impl Fn(&str) -> bool) -> Result<Vec<u32>> {
    let all = Running::all().context("could not read /proc")?;
    let asked = all.iter().filter(|running| is_asked(&running.name));
    Ok(asked.map(|running| running.pid).collect())
}
