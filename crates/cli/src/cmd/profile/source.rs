//! A profile, as the command line names it.

use super::args::NarrowArgs;
use crate::{output, progress};
use anyhow::{Context, Result, bail};
use indicatif::ProgressStyle;
use residue_profile::{BinarySymbols, Filter, Naming, Profile};
use residue_runner::{expanded, regular};
use std::io;
use std::path::{Path, PathBuf};

/// How profiles are read: what of them is kept, and what names them.
pub(super) struct ProfileSource {
    part: Filter,
    symbols: BinarySymbols,
    naming: Naming,
}

impl ProfileSource {
    /// What `part` keeps is read, and the binaries `symbols` name what has no
    /// names.
    pub(super) fn of(
        part: &NarrowArgs,
        symbols: &[PathBuf],
    ) -> Result<ProfileSource> {
        for path in symbols {
            regular::open(path)?;
        }
        Ok(ProfileSource {
            part: part.filter(),
            symbols: BinarySymbols::open(symbols)?,
            naming: Naming::default(),
        })
    }

    /// Reads the only profile, which is in `files`: refuses a binary that
    /// names nothing of it.
    pub(super) fn one(
        mut self,
        files: &[PathBuf],
        output: Option<&Path>,
    ) -> Result<Profile> {
        let profile = self.read(files, output)?;
        self.naming.refuse_unused()?;
        Ok(profile)
    }

    /// Reads the profile in `files`. Several, or those of a glob, become one;
    /// none of them is what `output` replaces.
    pub(super) fn read(
        &mut self,
        files: &[PathBuf],
        output: Option<&Path>,
    ) -> Result<Profile> {
        let files = found(files)?;
        for file in &files {
            output::refuse_to_replace("profile", file, output)?;
        }
        let mut profiles = Vec::with_capacity(files.len());
        for file in &files {
            let mut profile = one(file)?;
            // Each process had its code at places of its own.
            if !self.symbols.is_empty() {
                self.naming.add(self.symbols.name(&mut profile));
            }
            profiles.push((file.display().to_string(), profile));
        }
        let mut profile = Profile::merged(profiles)?;
        profile.narrow(&self.part)?;
        Ok(profile)
    }
}

/// The files that are named, those of each glob in the order of their names.
fn found(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let found = expanded(files)?;
    let standard = found.iter().filter(|file| is_standard(file)).count();
    if standard > 1 {
        bail!("standard input is one profile: name files for the others");
    }
    Ok(found)
}

/// Reads the profile in `file`, or on standard input.
fn one(file: &Path) -> Result<Profile> {
    let name = file.display().to_string();
    if is_standard(file) {
        let read = Profile::from_reader(io::stdin().lock());
        return read.context("standard input");
    }
    if file.is_dir() {
        bail!(
            "{name} is a folder: name a file in it, such as dhat-heap.json, \
             or '{name}/*.json' for all as one"
        );
    }
    let found = regular::open(file)?.metadata();
    let bytes = found.map_or(0, |found| found.len());
    let bar = progress::bar(&name, bytes);
    bar.set_length(bytes);
    bar.set_style(style());
    let read = Profile::read_telling(file, |read| bar.set_position(read));
    bar.finish_and_clear();
    read.with_context(|| format!("could not read {name}"))
}

/// How much of a file is read; a profile can take a minute.
fn style() -> ProgressStyle {
    let style = "{spinner} {msg} {wide_bar} {bytes} of {total_bytes}";
    let style = ProgressStyle::with_template(style);
    style.unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// Whether `file` stands for standard input.
pub(super) fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}
