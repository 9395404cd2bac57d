//! The page maps beside a stored run.

use super::place::PAGES;
use anyhow::{Context, Result};
use residue_report::pages::{self, PageMaps};
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

/// The page maps beside the run.json `file`, which has so many `probes`, of
/// those that are `wanted` by their index; none if there is no such file.
pub(crate) fn beside(
    file: &Path,
    probes: usize,
    wanted: impl Fn(usize) -> bool,
) -> Result<PageMaps> {
    let file = file.with_file_name(PAGES);
    let read = match File::open(&file) {
        Ok(reader) => pages::read_of(reader, probes, |probe, _| wanted(probe)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(PageMaps::default());
        }
        Err(error) => Err(error.into()),
    };
    read.with_context(|| file.display().to_string())
}
