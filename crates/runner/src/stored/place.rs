//! Where runs lie, below the folder in which the user works.

use crate::RUN;
use std::path::{Path, PathBuf};

/// The folder of the runs that were saved by name.
pub(super) const BASELINES: &str = "results/baselines";

/// The run in `folder`, if it has one.
pub(super) fn run_in(folder: &Path) -> Option<PathBuf> {
    Some(folder.join(RUN)).filter(|file| file.is_file())
}

/// The names in `folder`; none if it cannot be read.
pub(super) fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect()
}
