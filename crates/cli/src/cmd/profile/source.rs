//! A profile, as the command line names it.

use crate::input;
use anyhow::{Context, Result, bail};
use residue_profile::Profile;
use std::io;
use std::path::Path;

/// Reads the profile in `file`, or on standard input.
pub(super) fn read(file: &Path) -> Result<Profile> {
    let name = file.display().to_string();
    if is_standard(file) {
        let read = Profile::from_reader(io::stdin().lock());
        return read.context("standard input");
    }
    if file.is_dir() {
        bail!("{name} is a folder: name a file in it, such as dhat-heap.json");
    }
    let bytes = file.metadata().map_or(0, |found| found.len());
    let bar = input::progress(&name, bytes);
    let read = Profile::read(file);
    bar.finish_and_clear();
    read.with_context(|| format!("could not read {name}"))
}

/// Whether `file` stands for standard input.
pub(super) fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}
