//! Bytes of a stored run, and a sign of life while any file is read.

use super::regular;
use anyhow::{Context, Result};
use indicatif::ProgressBar;
use residue_present::printable;
use residue_report::{Environment, Probe, Run};
use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Duration;

/// Bytes of a file that takes long enough to read for people to wonder.
const LARGE: u64 = 64 << 20;

/// Hands over the run in `file` probe by probe: a run of ten thousand never
/// stands in memory whole unless the caller keeps it.
pub(super) fn stream(
    file: &Path,
    on_environment: impl FnMut(Environment),
    each: impl FnMut(Probe),
) -> Result<()> {
    let name = file.display().to_string();
    let bytes = regular::bytes(file)?;
    let bar = progress(&name, bytes.len() as u64);
    let read = Run::stream(&bytes, on_environment, each);
    bar.finish_and_clear();
    read.context(name)
}

/// A sign of life on standard error, where that is a terminal.
pub(crate) fn progress(name: &str, bytes: u64) -> ProgressBar {
    if bytes < LARGE || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let message = format!("reading {}", printable(name));
    let bar = ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
