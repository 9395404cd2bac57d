//! A run that stands where another is to be stored.

use super::{Filter, whole};
use crate::RUN;
use anyhow::{Result, bail};
use std::path::Path;

/// Refuses `folder` if it holds a run with probes, or something else by the
/// name of one: hours of measurement must not go by a slip.
pub fn refuse_occupied(folder: &Path) -> Result<()> {
    let file = folder.join(RUN);
    let is_empty = || {
        let stored = whole(&file, &mut Filter::default(), &|_, _| Box::new(()));
        stored.is_ok_and(|stored| stored.run.probes.is_empty())
    };
    if file.exists() && !is_empty() {
        bail!(
            "{} holds a run already: name another folder with --out, or \
             pass --force to replace it",
            file.display()
        );
    }
    Ok(())
}
