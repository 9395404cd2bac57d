//! Which glibc it is, by what it says.

use crate::Module;

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

/// The newest that is known.
const NEWEST: u32 = 43;

/// What may be wrong of a version that was not yet there when this was made.
/// Where chunks are is checked against malloc's own sums; the shape of the
/// threads' caches is not.
pub(super) fn doubt(version: Option<&str>) -> Option<String> {
    let version = version?;
    let minor = version.strip_prefix("2.")?.split('.').next()?;
    (minor.parse::<u32>().ok()? > NEWEST).then(|| {
        format!(
            "glibc {version} is newer than 2.{NEWEST}: what threads have \
             freed and keep at hand may be counted as live"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_that_are_not_known_raise_doubts() {
        for version in [None, Some("2.26"), Some("2.43"), Some("2.42.9000")] {
            assert_eq!(doubt(version), None);
        }
        assert!(doubt(Some("2.44")).is_some_and(|of| of.contains("2.44")));
    }
}
