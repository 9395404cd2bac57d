//! Files in which is kept what a program held when it died, as people name
//! them.

mod place;

pub use place::{is_there, make_way, named};

use crate::regular;
use anyhow::{Context, Result};
use residue_report::kept::{Kept, KeptError, KeptSchema, MOST_BYTES};
use std::io::Read;
use std::path::Path;

/// By how many bytes at its beginning a file is known.
const BEGINNING: u64 = 64;

/// Whether `file` says that something is kept in it, by any version.
pub fn is_kept(file: &Path) -> bool {
    let Ok(file) = regular::open(file) else { return false };
    let mut bytes = Vec::new();
    let read = file.take(BEGINNING).read_to_end(&mut bytes);
    read.is_ok() && KeptSchema::begins(&bytes)
}

/// What is kept in `file`.
///
/// # Errors
///
/// Where it cannot be read, or is no such file of this version.
pub fn read(file: &Path) -> Result<Kept> {
    let name = || file.display().to_string();
    let opened = regular::open(file)?;
    let bytes = opened.metadata().with_context(name)?.len();
    if bytes > MOST_BYTES {
        return Err(KeptError::TooLarge { bytes }).with_context(name);
    }
    let mut read = Vec::new();
    // It may grow meanwhile.
    opened.take(MOST_BYTES + 1).read_to_end(&mut read).with_context(name)?;
    Kept::from_bytes(&read).with_context(name)
}
