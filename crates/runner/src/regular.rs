//! The one way to a file that the user names: regular ones alone are read,
//! and none without a bound.

use anyhow::{Context, Result, bail};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// Bytes of a file that is read whole, at most.
const MOST: u64 = 4 << 30;

/// Opens the regular file at `path`. Anything else could go on without end,
/// or would wait for somebody to write.
pub fn open(path: &Path) -> Result<File> {
    opened(path)?.with_context(|| {
        let error = io::Error::from(Errno::NOENT);
        format!("could not read {}: {error}", path.display())
    })
}

/// The same; `None` where there is nothing at `path`.
pub fn open_if_there(path: &Path) -> Result<Option<File>> {
    opened(path)
}

/// Reads all bytes of the regular file at `path` into `bytes`, in place of
/// what they were: one large file after another takes the same memory.
pub fn read(path: &Path, bytes: &mut Vec<u8>) -> Result<()> {
    whole(&open(path)?, path, MOST, bytes)
}

/// The text in the regular file at `path`; `None` where there is none.
pub fn text_if_there(path: &Path) -> Result<Option<String>> {
    opened(path)?.map(|file| text_of(&file, path)).transpose()
}

/// The text in the regular file at `path`.
pub fn text(path: &Path) -> Result<String> {
    text_of(&open(path)?, path)
}

fn text_of(file: &File, path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    whole(file, path, MOST, &mut bytes)?;
    let text = String::from_utf8(bytes);
    text.ok().with_context(|| {
        format!("could not read {}: it is not UTF-8 text", path.display())
    })
}

fn opened(path: &Path) -> Result<Option<File>> {
    let name = path.display();
    // Without waiting for a pipe's other end.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(Errno::NOENT) => return Ok(None),
        Err(error) => {
            let error = io::Error::from(error);
            return Err(error)
                .with_context(|| format!("could not read {name}"));
        }
    };
    let found = file.metadata().with_context(|| name.to_string())?;
    if !found.is_file() {
        bail!("{name} is {}, not a regular file", kind(&found));
    }
    Ok(Some(file))
}

fn kind(found: &Metadata) -> &'static str {
    let kind = found.file_type();
    match () {
        () if kind.is_dir() => "a folder",
        () if kind.is_fifo() => "a pipe",
        () if kind.is_char_device() || kind.is_block_device() => "a device",
        () => "something else",
    }
}

/// The bytes of `file`, which may be `most`: one that grows while it is read,
/// or lies about its size, has no more either.
fn whole(
    file: &File,
    path: &Path,
    most: u64,
    bytes: &mut Vec<u8>,
) -> Result<()> {
    let name = path.display();
    let size = file.metadata().map_or(0, |found| found.len());
    bytes.clear();
    if size <= most {
        bytes.reserve_exact(size as usize);
        file.take(most + 1)
            .read_to_end(bytes)
            .with_context(|| format!("could not read {name}"))?;
    }
    if size > most || bytes.len() as u64 > most {
        bail!(
            "{name} is larger than {} GiB, the most that is read",
            most >> 30
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: &Path) -> String {
        read(path, &mut Vec::new()).unwrap_err().to_string()
    }

    #[test]
    fn only_regular_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        assert!(refused(&pipe).contains("a pipe"));
        assert!(refused(folder.path()).contains("a folder"));
        assert!(refused(Path::new("/dev/zero")).contains("a device"));
        assert!(refused(&folder.path().join("none")).contains("none"));
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large");
        File::create(&path).unwrap().set_len(MOST + 1).unwrap();
        assert!(refused(&path).contains("larger than 4 GiB"));
    }

    /// Files of the kernel have no size that they tell.
    #[test]
    fn a_file_that_hides_its_size_is_read_to_the_bound() {
        let path = Path::new("/proc/self/status");
        let mut bytes = Vec::new();
        read(path, &mut bytes).unwrap();
        assert!(!bytes.is_empty());
        let file = open(path).unwrap();
        assert!(whole(&file, path, 10, &mut bytes).is_err());
    }

    #[test]
    fn of_two_files_the_second_alone_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut bytes = Vec::new();
        for text in ["long and longer", "short"] {
            std::fs::write(&path, text).unwrap();
            read(&path, &mut bytes).unwrap();
            assert_eq!(bytes, text.as_bytes());
        }
    }
}
