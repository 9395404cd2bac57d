//! What every page carries: its style sheet and its scripts.

use residue_present::page;

/// The style sheet.
pub(super) const CSS: &str = include_str!("../../assets/html/page.css");

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
    page::script(&OWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_ends_its_element_or_hides_what_follows() {
        assert!(page::stays_within("script", &own()));
        assert!(page::stays_within("style", CSS));
    }
}
