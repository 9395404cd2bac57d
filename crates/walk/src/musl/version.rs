//! The version that a library of musl says it is.

use crate::Module;

/// What stands in front of the version where the library tells it.
const TOLD: &[u8] = b"musl libc (";
/// Bytes of constants behind that are looked at.
const LOOKED_AT: usize = 64 << 10;

/// Whether the file is musl's library, which is its loader too.
pub(super) fn is_library(module: &Module<'_>) -> bool {
    let name = module.file_name();
    // Which other C libraries follow by a number.
    const ALONE: &str = "libc.so";
    let starts = ["ld-musl-", "libc.musl-"];
    name == ALONE || starts.iter().any(|start| name.starts_with(start))
}

/// The version in the constants of the library; a program that it was linked
/// into has none.
pub(super) fn of(module: &Module<'_>) -> Option<String> {
    is_library(module).then_some(())?;
    in_constants(&module.find_text(TOLD, LOOKED_AT)?)
}

fn in_constants(bytes: &[u8]) -> Option<String> {
    let mut texts = bytes.split(|byte| *byte == 0);
    let is_version = |text: &&[u8]| {
        let mut numbers = text.split(|byte| *byte == b'.');
        let mut count = 0;
        let digits = |number: &[u8]| {
            count += 1;
            !number.is_empty()
                && number.len() < 4
                && number.iter().all(u8::is_ascii_digit)
        };
        numbers.all(digits) && count == 3
    };
    let found = texts.find(is_version)?;
    String::from_utf8(found.to_vec()).ok()
}

/// Whether a musl of this version had another allocator.
pub(super) fn is_before_mallocng(version: &str) -> bool {
    let numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    numbers.collect::<Vec<u32>>() < vec![1, 2, 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_numbers_alone() {
        let bytes = b"musl libc (x86_64)\nVersion %s\n\x001.2.\0a\0\
            127.0.0.1\x001.2.3\x009.9.9\0";
        assert_eq!(in_constants(bytes).as_deref(), Some("1.2.3"));
        assert_eq!(in_constants(b"Version %s\x00127.0.0.1\0"), None);
    }

    #[test]
    fn the_allocator_was_another_before_one_point_two_point_one() {
        for version in ["1.1.24", "1.2.0", "0.9.15"] {
            assert!(is_before_mallocng(version), "{version}");
        }
        for version in ["1.2.1", "1.2.5", "1.10.0", "2.0.0"] {
            assert!(!is_before_mallocng(version), "{version}");
        }
    }
}
