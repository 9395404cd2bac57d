//! The source of a program: where its files are on this machine, and the lines
//! that frames are at.

mod folders;
mod link;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use self::folders::{FoundFile, found};
pub(crate) use self::link::link;
use crate::error::Error;
use crate::model::{Frame, Profile};
use crate::origin::Origin;

/// Bytes of a source file that is read, at most.
const MOST: u64 = 16 << 20;

/// Characters of a line that are kept.
const WIDEST: usize = 160;

/// What was found of the source of a profile's frames.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sources {
    /// Files by what the profile calls them.
    files: HashMap<String, FoundFile>,
    /// The lines that frames are at, by the file's path here.
    lines: HashMap<PathBuf, BTreeMap<u32, String>>,
}

impl Profile {
    /// Looks in `folders` and all that is in them for the source of the
    /// profile's frames, and reads the lines that they are at. A file is
    /// found by the end of its path: `src/cache.rs` of a frame is
    /// `app/src/cache.rs` of a folder. Refuses a folder that is none.
    pub fn find_sources<P: AsRef<Path>>(
        &mut self,
        folders: &[P],
    ) -> Result<(), Error> {
        let files = self.frames.iter().filter_map(Frame::file);
        let files = found(folders, files)?;
        let mut wanted: HashMap<&Path, Vec<u32>> = HashMap::new();
        for frame in &self.frames {
            let found = frame.file().and_then(|file| files.get(file));
            let (Some(FoundFile::At(path)), Some(line)) = (found, frame.line())
            else {
                continue;
            };
            wanted.entry(path).or_default().push(line);
        }
        let lines = wanted.into_iter().filter_map(|(path, wanted)| {
            Some((path.to_owned(), lines(path, &wanted)?))
        });
        let lines = lines.collect();
        self.sources = Some(Sources { files, lines });
        Ok(())
    }

    /// A link to where `frame` is: in the source that was found, else at the
    /// path that the profile has, if that is whole.
    pub(crate) fn link(&self, frame: &Frame) -> Option<String> {
        let file = frame.file()?;
        let found = self.sources.as_ref().and_then(|at| at.files.get(file));
        match found {
            Some(FoundFile::At(path)) => link(path.to_str()?, frame.line()),
            _ => link(file, frame.line()),
        }
    }

    /// The line of the source that `frame` is at, where it was found.
    pub(crate) fn line_of(&self, frame: &Frame) -> Option<&str> {
        let sources = self.sources.as_ref()?;
        let FoundFile::At(path) = sources.files.get(frame.file()?)? else {
            return None;
        };
        let line = sources.lines.get(path)?.get(&frame.line()?)?;
        Some(line.as_str())
    }

    /// What was not found of the program's own source, each with why.
    pub(crate) fn missing_sources(&self) -> BTreeMap<&str, &'static str> {
        let mut missing = BTreeMap::new();
        let Some(sources) = &self.sources else { return missing };
        let own = |frame: &&Frame| frame.origin() == Origin::Program;
        for frame in self.frames.iter().filter(own) {
            let Some(file) = frame.file() else { continue };
            let why = match sources.files.get(file) {
                None => "it is in none of the folders",
                Some(FoundFile::Several) => "several files end so",
                Some(FoundFile::At(_)) if frame.line().is_none() => continue,
                Some(FoundFile::At(_)) if self.line_of(frame).is_some() => {
                    continue;
                }
                Some(FoundFile::At(_)) => "it has fewer lines, or is no text",
            };
            missing.insert(file, why);
        }
        missing
    }
}

/// The lines `wanted` of the file at `path`, without what is in front of
/// them; `None` if it is no text of a size that sources have.
fn lines(path: &Path, wanted: &[u32]) -> Option<BTreeMap<u32, String>> {
    let size = fs::metadata(path).ok()?.len();
    let text = (size <= MOST).then(|| fs::read(path).ok()).flatten()?;
    let text = String::from_utf8_lossy(&text);
    let all: Vec<_> = text.lines().collect();
    let line = |&number: &u32| {
        let line = all.get(number.checked_sub(1)? as usize)?.trim();
        Some((number, line.chars().take(WIDEST).collect()))
    };
    Some(wanted.iter().filter_map(line).collect())
}
