//! By what names that is known which is there because a process is observed.

use residue_segment::{FILE_NAME, LIBRARY_NAME};

/// Whether a descriptor or a mapping of this name is a segment.
pub(crate) fn is_segment_name(name: &str) -> bool {
    let name = name.strip_suffix(" (deleted)").unwrap_or(name);
    name.strip_prefix("/memfd:") == Some(FILE_NAME)
}

/// Whether a mapping of this name is there because the process is observed:
/// a segment, or the library that tracks a program in the place of `malloc`.
pub(crate) fn is_observers(name: &str) -> bool {
    is_segment_name(name) || is_library(name)
}

/// Whether a mapping of this name is of the library that tracks a program in
/// the place of `malloc`.
pub(crate) fn is_library(name: &str) -> bool {
    let file = name.strip_suffix(" (deleted)").unwrap_or(name);
    file.rsplit('/').next() == Some(LIBRARY_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_that_tracks_is_the_observers() {
        assert!(is_observers("/tmp/residue-1/libresidue_preload.so"));
        assert!(is_observers("/memfd:residue-segment (deleted)"));
        assert!(!is_observers("/tmp/libresidue_preload.so/libc.so.6"));
        assert!(!is_observers(""));
    }

    #[test]
    fn a_segment_is_known_by_its_whole_name() {
        assert!(is_segment_name("/memfd:residue-segment (deleted)"));
        assert!(is_segment_name("/memfd:residue-segment"));
        assert!(!is_segment_name("/memfd:residue-segments (deleted)"));
        assert!(!is_segment_name("/tmp/residue-segment"));
        assert!(!is_segment_name("residue-segment"));
    }
}
