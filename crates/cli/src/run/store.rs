//! Where a run is stored: after every probe, whole or not at all.

use anyhow::{Context, Result};
use residue_report::{Environment, Probe, Run};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

const FILE: &str = "run.json";
const RESULTS: &str = "results";

/// A run and the file that always holds all its finished probes.
pub(crate) struct Store {
    folder: PathBuf,
    run: Run,
}

impl Store {
    /// Makes the folder (a new dated one where none is named) and stores the
    /// empty run, so that a bad path fails before anything is measured.
    pub(crate) fn create(
        folder: Option<&Path>,
        environment: Environment,
    ) -> Result<Store> {
        let folder = match folder {
            Some(folder) => named_folder(folder)?,
            None => dated_folder()?,
        };
        let store = Store { folder, run: Run::new(environment) };
        store.save()?;
        Ok(store)
    }

    /// Adds a probe and stores the run.
    pub(crate) fn add(&mut self, probe: Probe) -> Result<()> {
        self.run.probes.push(probe);
        self.save()
    }

    /// The run so far.
    pub(crate) fn run(&self) -> &Run {
        &self.run
    }

    /// The file that holds it.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Writes beside the old file and renames over it: a kill at any instant
    /// leaves the one or the other.
    fn save(&self) -> Result<()> {
        let text = self.run.to_json_pretty();
        let write = || -> std::io::Result<()> {
            let mut file = NamedTempFile::new_in(&self.folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            readable_by_all(&file)?;
            file.persist(self.file())?;
            Ok(())
        };
        write().with_context(|| cannot_write(&self.folder))
    }
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

fn named_folder(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| cannot_write(folder))?;
    Ok(folder.to_owned())
}

/// A new folder named by the time. Runs that start in the same second take
/// the next free name: whoever makes the folder has it.
fn dated_folder() -> Result<PathBuf> {
    let results = named_folder(Path::new(RESULTS))?;
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
