//! Where a run is stored: after every probe, whole or not at all.

mod page_file;
mod run_file;

pub use page_file::PAGES;

use crate::Measured;
use anyhow::{Context, Result};
use page_file::PageFile;
use residue_report::{Environment, Run};
use run_file::{RunFile, cannot_write};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder of all runs for which no other is named.
pub const RESULTS: &str = "results";

/// The file of a folder that is a run.
pub const RUN: &str = "run.json";

/// A run and the files that always hold all its finished probes.
pub struct Store {
    folder: PathBuf,
    run: Run,
    file: RunFile,
    pages: PageFile,
}

impl Store {
    /// Makes the folder (a new dated one where none is named) and stores the
    /// empty run, so that a bad path fails before anything is measured.
    pub fn create(
        folder: Option<&Path>,
        environment: Environment,
    ) -> Result<Store> {
        let folder = match folder {
            Some(folder) => make_folder(folder)?,
            None => dated_folder()?,
        };
        let run = Run::new(environment);
        // In this order no run stands beside the pages of another: those of
        // probes that a run does not have are no part of it.
        let file = RunFile::create(&folder, &run)?;
        let pages = PageFile::create(&folder)?;
        Ok(Store { folder, run, file, pages })
    }

    /// Adds a probe and stores the run. Its pages come first, so that a kill
    /// in between leaves no probe without them. If they find no room, the
    /// probe is stored all the same.
    pub fn add(&mut self, measured: Measured) -> Result<()> {
        let Measured { probe, pages } = measured;
        let appended = self.pages.append(self.run.probes.len(), &pages);
        let stored = self.file.add(&probe);
        self.run.probes.push(probe);
        stored?;
        appended
    }

    /// Stores a probe in the place of the last one, of which it has more; the
    /// first one is added. One that grows has no page maps.
    pub fn put_last(&mut self, measured: Measured) -> Result<()> {
        if self.run.probes.pop().is_some() {
            self.file.take_back();
        }
        self.add(measured)
    }

    /// Removes the run, if there is nothing in it: one that never began is not
    /// the latest.
    pub fn discard_empty(self) {
        let Store { folder, run, file, pages } = self;
        if !run.probes.is_empty() {
            return;
        }
        drop((file, pages));
        // What is left of it says itself that it is empty.
        for name in [RUN, PAGES] {
            let _ = fs::remove_file(folder.join(name));
        }
        if folder.parent() == Some(Path::new(RESULTS)) {
            let _ = fs::remove_dir(&folder);
        }
    }

    /// The run so far.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The folder that holds it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file that holds it.
    pub fn file(&self) -> PathBuf {
        self.folder.join(RUN)
    }
}

/// Makes a folder and all above it, unless they are there.
pub fn make_folder(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| cannot_write(folder))?;
    Ok(folder.to_owned())
}

/// A new folder named by the time. Runs that start in the same second take
/// the next free name: whoever makes the folder has it.
fn dated_folder() -> Result<PathBuf> {
    let results = make_folder(Path::new(RESULTS))?;
    let now = jiff::Zoned::now().strftime("%Y-%m-%dT%H-%M-%S").to_string();
    for number in 1_u64.. {
        let folder = results.join(match number {
            1 => now.clone(),
            number => format!("{now}-{number}"),
        });
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| cannot_write(&folder));
            }
        }
    }
    unreachable!("there are more numbers than folders")
}
