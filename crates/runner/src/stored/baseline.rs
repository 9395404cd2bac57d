//! Runs that are saved by name.

use super::name::Name;
use super::place::BASELINES;
use crate::{PAGES, RUN};
use anyhow::{Context, Result};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Copies the run in `folder` to where `name` finds it, and returns the
/// place. A run that was saved by this name before is replaced, in one step.
pub fn save(folder: &Path, name: &Name) -> Result<PathBuf> {
    let place = Path::new(BASELINES).join(name.to_string());
    copy(folder, &place).with_context(|| {
        format!("could not save the run as {}", place.display())
    })?;
    Ok(place)
}

fn copy(folder: &Path, place: &Path) -> io::Result<()> {
    fs::create_dir_all(BASELINES)?;
    let made =
        tempfile::Builder::new().prefix(".saving-").tempdir_in(BASELINES)?;
    fs::copy(folder.join(RUN), made.path().join(RUN))?;
    match fs::copy(folder.join(PAGES), made.path().join(PAGES)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::set_permissions(made.path(), fs::Permissions::from_mode(0o755))?;
    put(made, place)
}

/// Puts the folder `made` at `place`. What was there before takes its place
/// and goes away with it.
fn put(made: TempDir, place: &Path) -> io::Result<()> {
    let swapped =
        renameat_with(CWD, made.path(), CWD, place, RenameFlags::EXCHANGE);
    match swapped {
        Ok(()) => return made.close(),
        Err(Errno::NOENT) => {}
        // File systems that cannot do it in one step.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            match fs::remove_dir_all(place) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error);
                }
                _ => {}
            }
        }
        Err(error) => return Err(error.into()),
    }
    fs::rename(made.path(), place)?;
    // It is no longer where it would be removed.
    let _ = made.keep();
    Ok(())
}
