//! Where what a process holds is kept, and what stood there before.

use super::{is_kept, read};
use crate::process::command_of;
use crate::{Running, regular};
use anyhow::{Context, Result, bail};
use residue_report::kept::Kept;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// What stands for the process's number in the name of a file.
const NUMBER: &[u8] = b"%p";

/// What is put behind the name of a file that makes way.
const BEFORE: &str = ".before";

/// The file that `name` means for the process `pid`: each `%p` is its number.
pub fn named(name: &Path, pid: u32) -> PathBuf {
    let number = pid.to_string();
    let (mut made, mut rest) = (Vec::new(), name.as_os_str().as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        match rest.strip_prefix(NUMBER) {
            Some(after) => {
                made.extend_from_slice(number.as_bytes());
                rest = after;
            }
            None => {
                made.push(byte);
                rest = after;
            }
        }
    }
    PathBuf::from(OsString::from_vec(made))
}

/// Moves what was kept in `file` of an earlier process to `FILE.before`, so
/// that the next one of a service that starts itself anew does not wipe out
/// why the last one died. It returns where that is.
///
/// # Errors
///
/// Where `file` is something else, or another process that still runs is kept
/// in it.
pub fn make_way(file: &Path, pid: u32) -> Result<Option<PathBuf>> {
    if !is_there(file)? {
        return Ok(None);
    }
    let name = file.display();
    // One that cannot be read is of nobody who runs.
    if let Ok(kept) = read(file)
        && kept.pid != pid
        && goes_on(&kept)
    {
        bail!(
            "process {} still runs and is kept in {name}: name another file, \
             or put %p in its name, which stands for the process's number",
            kept.pid
        );
    }
    let mut aside = file.as_os_str().to_owned();
    aside.push(OsStr::new(BEFORE));
    let aside = PathBuf::from(aside);
    fs::rename(file, &aside).with_context(|| {
        format!("could not move {name} to {}", aside.display())
    })?;
    Ok(Some(aside))
}

/// Whether something is kept in `file`; not where there is no such file.
///
/// # Errors
///
/// Where it is something else, which must not be wiped out.
pub fn is_there(file: &Path) -> Result<bool> {
    if regular::open_if_there(file)?.is_none() {
        return Ok(false);
    }
    if !is_kept(file) {
        bail!("{} is there, and is no kept file: name another", file.display());
    }
    Ok(true)
}

/// Whether the process of which something is kept has not ended. Its number
/// may have a new bearer.
fn goes_on(kept: &Kept) -> bool {
    kept.end.is_none()
        && Running::of(kept.pid).is_some()
        && command_of(kept.pid) == kept.command
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_report::kept::End;

    /// No process has such a number.
    const NOBODY: u32 = u32::MAX - 7;

    #[test]
    fn the_number_stands_where_the_name_says() {
        let name =
            |name: &str| named(Path::new(name), 47).display().to_string();
        assert_eq!(name("a.json"), "a.json");
        assert_eq!(name("%p/a-%p.json%"), "47/a-47.json%");
    }

    #[test]
    fn what_was_kept_before_makes_way_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        assert_eq!(make_way(&file, 1).unwrap(), None);
        fs::write(&file, "a letter").unwrap();
        let refused = make_way(&file, 1).unwrap_err().to_string();
        assert!(refused.contains("name another"), "{refused}");
        assert_eq!(fs::read(&file).unwrap(), b"a letter");

        let put = |kept: &Kept| fs::write(&file, kept.to_json()).unwrap();
        let own = std::process::id();
        let command = command_of(own);
        put(&Kept { pid: own, command: command.clone(), ..Kept::default() });
        let refused = make_way(&file, NOBODY).unwrap_err().to_string();
        assert!(refused.contains("%p"), "{refused}");
        let end = Some(End::Exit { code: 0 });
        for gone in [
            Kept { pid: NOBODY, ..Kept::default() },
            Kept { pid: own, command, end, ..Kept::default() },
            Kept { pid: own, command: "another".into(), ..Kept::default() },
        ] {
            put(&gone);
            let aside = make_way(&file, 1).unwrap().unwrap();
            assert!(!file.exists());
            assert_eq!(read(&aside).unwrap(), gone);
        }
    }
}
