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
