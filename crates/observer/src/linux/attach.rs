//! Finding the segment of a process.

use super::process::Process;
use super::segment::Segment;
use crate::Error;
use residue_segment::FILE_NAME;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The segment that `process` writes. It is found among its descriptors; a
/// fork has its parent's open too, and says so by another number.
pub(crate) fn segment_of(process: &Process) -> Result<Segment, Error> {
    let own_pid = process.status()?.own_pid;
    let mut refusal = Error::NoSegment { pid: process.pid() };
    for path in candidates(process)? {
        let file = match File::open(&path) {
            Ok(file) => file,
            // The process closed it meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                continue;
            }
            Err(error) => {
                let what = "a descriptor";
                return Err(process.refusal(what, error));
            }
        };
        match Segment::open(file) {
            Ok(segment) if segment.header_pid() == own_pid => {
                return Ok(segment);
            }
            Ok(segment) => {
                let tracked = segment.header_pid();
                refusal = Error::Detached { pid: process.pid(), tracked };
            }
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

/// The descriptors of `process` that are a segment by name.
fn candidates(process: &Process) -> Result<Vec<PathBuf>, Error> {
    let listed = fs::read_dir(process.path("fd"))
        .map_err(|e| process.refusal("the descriptors", e))?;
    let mut found = Vec::new();
    for entry in listed {
        let path =
            entry.map_err(|e| process.refusal("the descriptors", e))?.path();
        if fs::read_link(&path).is_ok_and(|target| is_segment(&target)) {
            found.push(path);
        }
    }
    Ok(found)
}

fn is_segment(target: &Path) -> bool {
    target.to_str().is_some_and(is_segment_name)
}

/// Whether a descriptor or a mapping of this name is a segment.
pub(crate) fn is_segment_name(name: &str) -> bool {
    let name = name.strip_suffix(" (deleted)").unwrap_or(name);
    name.strip_prefix("/memfd:") == Some(FILE_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_known_by_its_whole_name() {
        assert!(is_segment_name("/memfd:residue-segment (deleted)"));
        assert!(is_segment_name("/memfd:residue-segment"));
        assert!(!is_segment_name("/memfd:residue-segments (deleted)"));
        assert!(!is_segment_name("/tmp/residue-segment"));
        assert!(!is_segment_name("residue-segment"));
    }
}
