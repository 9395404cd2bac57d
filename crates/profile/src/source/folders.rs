//! Files of source, found by the ends of their paths.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::error::Error;

/// What a file of the profile is here; nothing is known of one that is in
/// none of the folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FoundFile {
    /// It is at this path.
    At(PathBuf),
    /// Several have as much of its path.
    Several,
}

/// What each of `files` is in `folders`.
pub(super) fn found<'a, P: AsRef<Path>>(
    folders: &[P],
    files: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, FoundFile>, Error> {
    let files: HashSet<&str> = files.collect();
    let names: HashSet<&str> =
        files.iter().filter_map(|file| parts(file).next()).collect();
    let mut by_name: HashMap<String, Vec<PathBuf>> = HashMap::new();
    for folder in folders {
        for path in below(folder.as_ref())? {
            let name = path.file_name().and_then(OsStr::to_str);
            let Some(name) = name.filter(|at| names.contains(at)) else {
                continue;
            };
            by_name.entry(name.to_owned()).or_default().push(path);
        }
    }
    let found = files.into_iter().filter_map(|file| {
        let here = by_name.get(parts(file).next()?)?;
        Some((file.to_owned(), best(file, here)))
    });
    Ok(found.collect())
}

/// All files below `folder`, by their whole paths, but for what is hidden.
fn below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let whole = folder.canonicalize().ok().filter(|at| at.is_dir());
    let whole = whole.ok_or_else(|| Error::NoFolder {
        folder: folder.display().to_string(),
    })?;
    let is_hidden = |entry: &DirEntry| {
        let name = entry.file_name().to_str();
        entry.depth() > 0 && name.is_some_and(|name| name.starts_with('.'))
    };
    let all = WalkDir::new(whole).into_iter();
    // What may not be looked into has no source that could be read.
    let all = all.filter_entry(|at| !is_hidden(at)).filter_map(Result::ok);
    let files = all.filter(|entry| entry.file_type().is_file());
    Ok(files.map(DirEntry::into_path).collect())
}

/// The one of `here` with most of the path of `file`.
fn best(file: &str, here: &[PathBuf]) -> FoundFile {
    let common = |path: &PathBuf| {
        let path = path.to_string_lossy();
        let both = parts(file).zip(parts(&path));
        both.take_while(|(one, other)| one == other).count()
    };
    let most = here.iter().map(common).max();
    let mut best = here.iter().filter(|path| Some(common(path)) == most);
    match (best.next(), best.next()) {
        (Some(path), None) => FoundFile::At(path.clone()),
        _ => FoundFile::Several,
    }
}

/// The parts of a path, the last first.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit(['/', '\\']).filter(|part| !part.is_empty() && *part != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: &str, here: &[&str]) -> FoundFile {
        let here: Vec<_> = here.iter().map(PathBuf::from).collect();
        best(file, &here)
    }

    #[test]
    fn a_file_is_the_one_with_the_longest_end_in_common() {
        let here = ["/w/a/src/cache.rs", "/w/b/src/cache.rs"];
        let first = FoundFile::At("/w/a/src/cache.rs".into());
        assert_eq!(at("/build/a/src/cache.rs", &here), first);
        assert_eq!(at("C:\\b\\a\\src\\cache.rs", &here), first);
        assert_eq!(at("src/cache.rs", &here), FoundFile::Several);
        assert_eq!(at("./src/cache.rs", &here[..1]), first);
    }

    #[test]
    fn what_is_no_folder_is_refused() {
        let none = found(&["/nowhere/at/all"], ["a.rs"].into_iter());
        assert!(none.unwrap_err().to_string().contains("/nowhere/at/all"));
    }
}
