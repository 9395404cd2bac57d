//! Which glibc it is, by what it says.

use crate::Module;
use std::ops::RangeInclusive;

/// `2.36` of `... release version 2.36.`
pub(super) fn of(module: &Module<'_>) -> Option<String> {
    const BEFORE: &[u8] = b"release version ";
    let text = module.find_text(b"GNU C Library ", 256)?;
    let at = text.windows(BEFORE.len()).position(|part| part == BEFORE)?;
    let rest = &text[at + BEFORE.len()..];
    let is_part = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
    let version: Vec<u8> = rest.iter().take_while(is_part).copied().collect();
    let version = String::from_utf8(version).ok()?;
    let version = version.trim_end_matches('.');
    (!version.is_empty()).then(|| version.to_owned())
}

/// The minor versions of 2 that are known.
const KNOWN: RangeInclusive<u32> = 26..=43;

/// The version, if it is one that was not there yet when this was made, or not
/// any more. Where chunks are is checked against malloc's own sums; what the
/// threads' caches hold is counted nowhere.
pub(super) fn unknown(version: Option<&str>) -> Option<&str> {
    let version = version?;
    let minor = |version: &str| {
        let minor = version.strip_prefix("2.")?.split('.').next()?;
        minor.parse::<u32>().ok()
    };
    let is_known = minor(version).is_some_and(|of| KNOWN.contains(&of));
    (!is_known).then_some(version)
}

/// What the reader should know of the figures of such a version.
pub(super) fn doubt(version: &str) -> String {
    let (first, last) = (KNOWN.start(), KNOWN.end());
    format!(
        "glibc {version} is not one of 2.{first} to 2.{last}: all adds up as \
         in those, but what threads have freed and keep at hand may be counted \
         as live; figures are estimates"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_that_are_not_known_raise_doubts() {
        for version in [None, Some("2.26"), Some("2.43"), Some("2.42.9000")] {
            assert_eq!(unknown(version), None);
        }
        for version in ["2.44", "2.25", "3.0", "2.", "2.x"] {
            assert_eq!(unknown(Some(version)), Some(version));
            assert!(doubt(version).contains(version));
        }
    }
}
