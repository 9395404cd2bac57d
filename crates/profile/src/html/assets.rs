//! What every page carries: its style sheet and its scripts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style sheet.
pub(super) const CSS: &str = include_str!("../../assets/html/page.css");

/// Runs before anything is drawn, so that nothing is drawn twice.
pub(super) const EARLY: &str = include_str!("../../assets/html/early.js");

/// The page's own scripts, each after those that it builds on.
const OWN: [&str; 5] = [
    include_str!("../../assets/html/core.js"),
    include_str!("../../assets/html/flame.js"),
    include_str!("../../assets/html/tree.js"),
    include_str!("../../assets/html/tables.js"),
    include_str!("../../assets/html/main.js"),
];

/// The page's own scripts as one.
pub(super) fn own() -> String {
    format!("(() => {{\n'use strict';\n{}}})();\n", OWN.concat())
}

/// What the page's policy knows `script` by.
pub(super) fn hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_ends_its_element_or_hides_what_follows() {
        for text in [EARLY, &own()] {
            assert!(!text.contains("</script") && !text.contains("<!--"));
        }
        assert!(!CSS.contains("</style"));
    }
}
