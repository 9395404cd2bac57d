//! The library that is preloaded, as a file that the loader can find.

use anyhow::{Context, Result};
use residue_segment::LIBRARY_NAME;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The library's file; one that was made for this is removed with it.
#[derive(Debug)]
pub struct Library {
    path: PathBuf,
    _made: Option<TempDir>,
}

impl Library {
    /// Where an installation has it, under the prefix of its binary's folder.
    pub const INSTALLED: &str = "lib/residue/libresidue_preload.so";

    /// The file of a library of these `bytes`: the one that is installed with
    /// this program, if it is the same, else a new one.
    pub fn of(bytes: &[u8]) -> Result<Library> {
        let same = |path: &PathBuf| {
            fits(path) && fs::read(path).is_ok_and(|of| of == bytes)
        };
        match installed().into_iter().find(same) {
            Some(path) => Ok(Library { path, _made: None }),
            None => write(bytes),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Whether the loader can be told of `path`: its list has no other marks than
/// colons and spaces.
pub(super) fn fits(path: &Path) -> bool {
    !path.as_os_str().as_bytes().iter().any(|byte| b" :\t\n".contains(byte))
}

/// Where an installation has it, beside the binary or under its prefix.
fn installed() -> Vec<PathBuf> {
    let binary = std::env::current_exe().and_then(fs::canonicalize);
    let Ok(binary) = binary else { return Vec::new() };
    let folders = binary.ancestors().skip(1).take(2);
    let folders: Vec<_> = folders.collect();
    let beside = folders.first().map(|folder| folder.join(LIBRARY_NAME));
    let under = folders.get(1).map(|of| of.join(Library::INSTALLED));
    beside.into_iter().chain(under).collect()
}

fn write(bytes: &[u8]) -> Result<Library> {
    let usual = std::env::temp_dir();
    let folder = if fits(&usual) { &usual } else { Path::new("/tmp") };
    let made = tempfile::Builder::new().prefix("residue-").tempdir_in(folder);
    let what = || {
        format!(
            "could not write the library that is preloaded to {}; set TMPDIR \
             to a folder that can be written",
            folder.display()
        )
    };
    let made = made.with_context(what)?;
    let path = made.path().join(LIBRARY_NAME);
    let written = File::create(&path).and_then(|mut f| f.write_all(bytes));
    written.with_context(what)?;
    Ok(Library { path, _made: Some(made) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_where_none_is_installed_and_removed_again() {
        let library = Library::of(b"bytes").unwrap();
        let path = library.path().to_owned();
        assert_eq!(fs::read(&path).unwrap(), b"bytes");
        assert!(fits(&path));
        drop(library);
        assert!(!path.exists());
    }

    #[test]
    fn it_is_installed_by_its_own_name() {
        assert!(Library::INSTALLED.ends_with(&format!("/{LIBRARY_NAME}")));
    }

    #[test]
    fn the_loaders_marks_do_not_fit() {
        assert!(fits(Path::new("/a/b-c.so")));
        assert!(!fits(Path::new("/a b/c.so")));
        assert!(!fits(Path::new("/a:b/c.so")));
    }
}
