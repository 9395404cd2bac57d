//! From what the user names to the files that are meant.

use super::latest::latest;
use super::name::Name;
use super::place::{BASELINES, names_in, run_in};
use crate::select::guess;
use crate::{RUN, globs};
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The run.json that `argument` names: a file, a folder that has one, a
/// saved name, or `latest`. What exists as a path is meant as one.
pub fn one(argument: &Path) -> Result<PathBuf> {
    if let Some(file) = path(argument)? {
        return Ok(file);
    }
    match argument.to_str() {
        Some("latest") => latest(),
        Some(name) => saved(name),
        None => bail!("no such file or folder: {}", argument.display()),
    }
}

/// The files of one side of a comparison: as [`one`], or all that a glob
/// matches, in order. None stands twice: its probes would be taken for
/// repetitions of themselves.
pub fn several(argument: &Path) -> Result<Vec<PathBuf>> {
    let pattern =
        argument.to_str().filter(|text| text.contains(['*', '?', '[']));
    let files = match pattern {
        Some(pattern) if !argument.exists() => matched(pattern)?,
        _ => vec![one(argument)?],
    };
    refuse_twice(&files)?;
    Ok(files)
}

fn path(argument: &Path) -> Result<Option<PathBuf>> {
    if !argument.is_dir() {
        return Ok(argument.exists().then(|| argument.to_owned()));
    }
    match run_in(argument) {
        Some(file) => Ok(Some(file)),
        None => bail!(
            "the folder {} has no {RUN}: name one that `residue run` made",
            argument.display()
        ),
    }
}

fn saved(name: &str) -> Result<PathBuf> {
    let folder = Path::new(BASELINES);
    if let Some(file) = Some(name)
        .filter(|name| Name::is(name))
        .and_then(|name| run_in(&folder.join(name)))
    {
        return Ok(file);
    }
    let mut names = names_in(folder);
    names.retain(|name| Name::is(name) && run_in(&folder.join(name)).is_some());
    names.sort_unstable();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    if names.is_empty() {
        bail!(
            "{name}: no such file or folder, and no run is saved by name yet: \
             `residue run --save NAME` saves one"
        );
    }
    bail!(
        "{name}: no such file, folder or saved run: {}(saved: {})",
        guess(name, &names),
        names.join(", ")
    )
}

/// The runs among what `pattern` matches: folders that have one, and JSON
/// files. Others lie beside them, such as reports.
fn matched(pattern: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in globs::matching(pattern)? {
        if path.is_dir() {
            files.extend(run_in(&path));
        } else if path.extension().is_some_and(|name| name == "json") {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!(
            "`{pattern}` matches no run: no JSON file, and no folder that \
             has a {RUN}"
        );
    }
    Ok(files)
}

fn refuse_twice(files: &[PathBuf]) -> Result<()> {
    let mut seen = BTreeMap::new();
    for file in files {
        // One that cannot be found fails when it is read.
        let real = file.canonicalize().unwrap_or_else(|_| file.clone());
        if let Some(before) = seen.insert(real, file) {
            bail!(
                "{} and {} are the same run, named twice on one side: its \
                 probes are no repetitions of themselves",
                before.display(),
                file.display()
            );
        }
    }
    Ok(())
}
