//! Files that are written whole or not at all.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes beside the old file at `path` and renames over it once that is done
/// and on disk. A new file is readable by all, one that was there stays as
/// readable as it was.
pub fn replace(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<File> {
    let mut made = temporary(path)?;
    write(made.as_file_mut())?;
    let mode = fs::metadata(path).map_or(0o644, |f| f.permissions().mode());
    made.as_file().set_permissions(Permissions::from_mode(mode & 0o7777))?;
    made.as_file().sync_all()?;
    Ok(made.persist(path)?)
}

/// The same of a file that only this user may read, and without waiting for
/// the disk: it outlives every process, and no loss of power.
pub(crate) fn swap(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<File> {
    // A temporary file is private.
    let mut made = temporary(path)?;
    write(made.as_file_mut())?;
    Ok(made.persist(path)?)
}

/// Fails where a file could not be written at `path`, which stays as it is.
pub fn try_to_replace(path: &Path) -> io::Result<()> {
    temporary(path).map(drop)
}

fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    // A device or a pipe in whose place a file is put is gone for everybody.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other("it is there, and is no regular file"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    tempfile::Builder::new()
        .prefix(".residue-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_regular_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        assert!(try_to_replace(&pipe).is_err());
        assert!(replace(&pipe, |_| Ok(())).is_err());
        assert!(swap(&pipe, |_| Ok(())).is_err());
        assert!(!fs::metadata(&pipe).unwrap().is_file());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
