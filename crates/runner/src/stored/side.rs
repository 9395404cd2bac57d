//! One side of a comparison, read probe by probe.

use super::Filter;
use super::file::{OnFile, stream};
use crate::drifts;
use anyhow::Result;
use residue_report::diff::Side;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Reads all `files` of a side. No run is ever held whole.
pub fn side(
    argument: &Path,
    files: &[PathBuf],
    filter: &mut Filter,
    on_file: OnFile<'_>,
) -> Result<Side> {
    let side = Side::new(argument.display().to_string(), &drifts());
    let side = RefCell::new(side);
    for file in files {
        let name = file.display().to_string();
        stream(
            file,
            on_file,
            |environment| side.borrow_mut().begin_file(&name, &environment),
            |probe| {
                if filter.takes(&probe) {
                    side.borrow_mut().add(&probe);
                }
            },
        )?;
    }
    Ok(side.into_inner())
}
