//! The page maps beside a stored run.

use crate::PAGES;
use crate::regular;
use anyhow::{Context, Result};
use residue_report::pages::{self, PageMaps};
use std::path::Path;

/// The page maps beside the run.json `file`, which has so many `probes`, of
/// those that are `wanted` by their index; none if there is no such file.
pub fn beside(
    file: &Path,
    probes: usize,
    wanted: impl Fn(usize) -> bool,
) -> Result<PageMaps> {
    let file = file.with_file_name(PAGES);
    let Some(reader) = regular::open_if_there(&file)? else {
        return Ok(PageMaps::default());
    };
    let read = pages::read_of(reader, probes, |probe, _| wanted(probe));
    read.with_context(|| file.display().to_string())
}
