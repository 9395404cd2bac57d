//! What profilers write where they found no symbol.

/// Words that stand for no name. A stripped program of macOS keeps one symbol
/// that is nearest to everything.
const WORDS: [&str; 9] = [
    "",
    "???",
    "??",
    "<unknown>",
    "[unknown]",
    "(unknown)",
    "<unresolved>",
    "__mh_execute_header",
    "_mh_execute_header",
];

/// Whether `function` stands for no name.
pub(crate) fn is_unnamed(function: &str) -> bool {
    let digits = function.strip_prefix("0x");
    let is_address = digits.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|of| of.is_ascii_hexdigit())
    });
    is_address || WORDS.contains(&function)
}
