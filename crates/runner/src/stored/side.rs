//! The sides of a comparison, read probe by probe.

use super::Filter;
use super::file::{OnFile, stream};
use crate::drifts;
use anyhow::Result;
use residue_report::diff::Side;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Reads sides one after the other. No run is ever held whole, and the text
/// of one file at a time, all in the same memory.
pub struct SideReader<'a> {
    filter: Filter,
    on_file: OnFile<'a>,
    bytes: Vec<u8>,
}

impl<'a> SideReader<'a> {
    /// Takes of each side what `filter` takes, and says what is read.
    pub fn new(filter: Filter, on_file: OnFile<'a>) -> SideReader<'a> {
        SideReader { filter, on_file, bytes: Vec::new() }
    }

    /// Reads all `files` of a side.
    pub fn read(&mut self, argument: &Path, files: &[PathBuf]) -> Result<Side> {
        let side = Side::new(argument.display().to_string(), &drifts());
        let side = RefCell::new(side);
        for file in files {
            let name = file.display().to_string();
            stream(
                file,
                &mut self.bytes,
                self.on_file,
                |environment| side.borrow_mut().begin_file(&name, &environment),
                |probe| {
                    if self.filter.takes(&probe) {
                        side.borrow_mut().add(&probe);
                    }
                },
            )?;
        }
        Ok(side.into_inner())
    }

    /// Refuses, once all sides are read, a name that none of them has.
    pub fn finish(self) -> Result<()> {
        self.filter.finish()
    }
}
