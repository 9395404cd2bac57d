//! Where a run is stored: after every probe, whole or not at all.

mod page_file;

pub use page_file::PAGES;

use crate::Measured;
use anyhow::{Context, Result};
use page_file::PageFile;
use residue_report::{Environment, Run};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The folder of all runs for which no other is named.
pub const RESULTS: &str = "results";

/// The file of a folder that is a run.
pub const RUN: &str = "run.json";

/// A run and the files that always hold all its finished probes.
pub struct Store {
    folder: PathBuf,
    run: Run,
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
        save(&folder, &run)?;
        let pages = PageFile::create(&folder)?;
        Ok(Store { folder, run, pages })
    }

    /// Adds a probe and stores the run. Its pages come first, so that a kill
    /// in between leaves no probe without them. If they find no room, the
    /// probe is stored all the same.
    pub fn add(&mut self, measured: Measured) -> Result<()> {
        let Measured { probe, pages } = measured;
        let appended = self.pages.append(self.run.probes.len(), &pages);
        self.run.probes.push(probe);
        save(&self.folder, &self.run)?;
        appended
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

/// Writes beside the old file and renames over it: a kill at any instant
/// leaves the one or the other.
fn save(folder: &Path, run: &Run) -> Result<()> {
    let text = run.to_json_pretty();
    let write = || -> std::io::Result<()> {
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        readable_by_all(&file)?;
        file.persist(folder.join(RUN))?;
        Ok(())
    };
    write().with_context(|| cannot_write(folder))
}

/// Temporary files are private; a result is as readable as any other file.
fn readable_by_all(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

fn cannot_write(folder: &Path) -> String {
    format!(
        "could not write {}; name a folder that can be written with --out",
        folder.display()
    )
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
