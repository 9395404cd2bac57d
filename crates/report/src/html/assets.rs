//! What every page carries: its style sheet and its scripts.

use std::io::{self, Write};

use residue_present::page;

/// The style sheet, without the colours.
pub(super) const CSS: &str = include_str!("../../assets/html/page.css");

const ECHARTS: &str =
    include_str!("../../assets/echarts/echarts.common.min.js");

/// The page's own scripts, each after those that it builds on.
const OWN: [&str; 13] = [
    include_str!("../../assets/html/core.js"),
    include_str!("../../assets/html/units.js"),
    include_str!("../../assets/html/tips.js"),
    include_str!("../../assets/html/charts.js"),
    include_str!("../../assets/html/waterfall.js"),
    include_str!("../../assets/html/tide.js"),
    include_str!("../../assets/html/course.js"),
    include_str!("../../assets/html/rungs.js"),
    include_str!("../../assets/html/settings.js"),
    include_str!("../../assets/html/heap_map.js"),
    include_str!("../../assets/html/heap_view.js"),
    include_str!("../../assets/html/tables.js"),
    include_str!("../../assets/html/main.js"),
];

/// The scripts of a page.
pub(super) struct Scripts {
    own: String,
}

impl Scripts {
    pub(super) fn new() -> Scripts {
        Scripts { own: page::script(&OWN) }
    }

    /// All of them: the page's policy lets no other run.
    pub(super) fn all(&self) -> [&str; 2] {
        [ECHARTS, &self.own]
    }

    /// Writes the charting library, which must come before the page's own
    /// scripts if these are to draw.
    pub(super) fn write_library(out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "<script id=\"echarts\">{ECHARTS}</script>")
    }

    /// Writes the page's own scripts.
    pub(super) fn write_own(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "<script id=\"report\">{}</script>", self.own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_ends_its_element_or_hides_what_follows() {
        for text in [ECHARTS, &Scripts::new().own] {
            assert!(page::stays_within("script", text));
        }
        assert!(page::stays_within("style", CSS));
    }
}
