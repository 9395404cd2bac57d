//! What HTML pages have in common: their scripts, the policy that names these,
//! and data in a form that a page can carry.

mod json;
mod shell;

pub use self::json::write_json;
pub use self::shell::Shell;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style sheet of all pages: colours, text, tables and what frames them.
const STYLE: &str = include_str!("base.css");

/// The script that runs before anything is drawn, so that nothing is drawn
/// twice: it marks the page as scripted, and sets the theme that was chosen.
const EARLY: &str = include_str!("early.js");

/// `parts` as one script, whose names are not those of the page.
pub fn script(parts: &[&str]) -> String {
    format!("(() => {{\n'use strict';\n{}}})();\n", parts.concat())
}

/// What a page's policy knows `scripts` by: no other may run.
fn hashes(scripts: &[&str]) -> String {
    let hash = |text: &&str| {
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
    };
    scripts.iter().map(hash).collect::<Vec<_>>().join(" ")
}

/// Whether `text` may stand in an element of that name, `script` or `style`:
/// nothing in it ends the element, or hides what follows.
pub fn stays_within(element: &str, text: &str) -> bool {
    !text.contains(&format!("</{element}")) && !text.contains("<!--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_pages_carry_stays_within_its_element() {
        assert!(stays_within("script", EARLY));
        assert!(stays_within("style", STYLE));
        assert!(!stays_within("script", "</script>"));
        assert!(!stays_within("style", "<!--"));
    }
}
