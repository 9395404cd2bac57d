//! A profile, as the command line names it.

use crate::exit::printable;
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use residue_profile::Profile;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Duration;

/// Bytes of a file that takes long enough to read for people to wonder.
const LARGE: u64 = 32 << 20;

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
    let bar = progress(&name, file.metadata().map_or(0, |found| found.len()));
    let read = Profile::read(file);
    bar.finish_and_clear();
    read.with_context(|| format!("could not read {name}"))
}

/// A view of a profile in its place could not be undone.
pub(super) fn refuse_to_replace(
    source: &Path,
    output: Option<&Path>,
) -> Result<()> {
    let real = |path: &Path| path.canonicalize().ok();
    if output.and_then(real).is_some_and(|file| Some(file) == real(source)) {
        bail!("{} is the profile itself: name another file", source.display());
    }
    Ok(())
}

/// Whether `file` stands for standard input.
pub(super) fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

fn progress(name: &str, bytes: u64) -> ProgressBar {
    if bytes < LARGE || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let message = format!("reading {}", printable(name));
    let bar = ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
