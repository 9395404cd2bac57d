//! The colours of a page: each thing has one, in every picture.

use residue_ledger::Row;

/// A colour, on a light page and on a dark one.
#[derive(Clone, Copy)]
pub(super) struct Ink {
    light: &'static str,
    dark: &'static str,
}

/// The colour of `row`. People who see red and green alike tell the holders
/// apart by it, by lightness if need be; the allocator's rows are shades of
/// one blue.
fn of_row(row: Row) -> Ink {
    let (light, dark) = match row {
        Row::Payload => ("#1f9e77", "#2fb98d"),
        Row::Slack => ("#ee9b12", "#f2a93b"),
        Row::OtherLive => ("#b5609f", "#cf7dba"),
        Row::ForeignLive => ("#d7a3cb", "#e3bdd9"),
        Row::Rounding => ("#bcd7f0", "#c9e0f5"),
        Row::Fragmentation => ("#7fb2e2", "#86b9ea"),
        Row::Cached => ("#3478c0", "#4a8fd8"),
        Row::Metadata => ("#17406f", "#2a5f9e"),
        Row::Program => ("#aaa69d", "#76746d"),
    };
    Ink { light, dark }
}

/// What a page of a run has colours for beside the ledger's rows.
const OTHERS: [(&str, Ink); 2] = [
    // A page of the heap that little keeps resident: it must catch the eye.
    ("pinned", Ink { light: "#d1153f", dark: "#ff5c7c" }),
    // Live bytes are of several rows, so theirs is the colour of none.
    ("live", Ink { light: "#0b6b6b", dark: "#5fd0c5" }),
];

/// The style sheet's colours: a variable for each, and for each row a class
/// that fills with it.
pub(super) fn css() -> String {
    let rows = Row::ALL.map(|row| (row.name(), of_row(row)));
    let mut css = String::from(":root{");
    for (name, Ink { light, dark }) in rows.iter().chain(&OTHERS) {
        css.push_str(&format!("--{name}:light-dark({light},{dark});"));
    }
    css.push_str("}\n");
    for (name, _) in rows {
        css.push_str(&format!(".r-{name}{{background:var(--{name})}}"));
        // Where boxes stand for good, a pressed key takes them away.
        css.push_str(&format!(".no-{name} .still .r-{name}{{display:none}}"));
    }
    css.push('\n');
    css
}
