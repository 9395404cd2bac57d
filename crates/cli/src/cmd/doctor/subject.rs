//! From what the user names to what is judged: the one place that tells the
//! kinds of subjects apart.

use crate::input;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What the doctor looks at.
pub(super) enum Subject {
    /// A stored run, by its file.
    Run(PathBuf),
}

impl Subject {
    /// The subject that `argument` names.
    pub(super) fn of(argument: &Path) -> Result<Subject> {
        input::one(argument).map(Subject::Run)
    }
}
