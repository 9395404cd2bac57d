//! By what name a segment is known.

use residue_segment::FILE_NAME;

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
