//! Where a run is kept, as all verbs do that make one.

use anyhow::Result;
use residue_runner::stored::{self, Name};
use residue_runner::{Store, make_folder};
use std::path::Path;

/// Makes the folder `out`, if one is named: a report may go there, too. One
/// that holds a run is refused, unless it may be replaced.
pub(crate) fn prepare(out: Option<&Path>, force: bool) -> Result<()> {
    let Some(folder) = out else { return Ok(()) };
    if !force {
        stored::refuse_occupied(folder)?;
    }
    make_folder(folder).map(drop)
}

/// Saves the run by name, and says so.
pub(crate) fn save(store: &Store, name: &Name) -> Result<()> {
    let place = stored::save(store.folder(), name)?;
    crate::exit::say!("saved as {name}, in {}", place.display());
    Ok(())
}
