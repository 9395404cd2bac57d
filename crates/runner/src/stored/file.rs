//! Bytes of a stored run.

use crate::regular;
use anyhow::{Context, Result};
use residue_report::{Environment, Probe, Run};
use std::any::Any;
use std::path::Path;

/// Hears of each file, by its name and size in bytes, before it is read. What
/// it answers is dropped once the file has been read.
pub type OnFile<'a> = &'a dyn Fn(&str, u64) -> Box<dyn Any>;

/// Hands over the run in `file` probe by probe: a run of ten thousand never
/// stands in memory whole unless the caller keeps it. Its text takes the
/// place of that in `bytes`.
pub(super) fn stream(
    file: &Path,
    bytes: &mut Vec<u8>,
    on_file: OnFile<'_>,
    on_environment: impl FnMut(Environment),
    each: impl FnMut(Probe),
) -> Result<()> {
    let name = file.display().to_string();
    regular::read(file, bytes)?;
    let reading = on_file(&name, bytes.len() as u64);
    let read = Run::stream(bytes, on_environment, each);
    drop(reading);
    read.context(name)
}
