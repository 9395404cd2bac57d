//! Where a site is in its source, and what of that was not found.

use residue_present::{Item, Tone, counted};

use crate::model::{Frame, Profile};

/// Files that are named of those that were not found; more are only counted.
const NAMED: usize = 5;

/// The line of the source that `frame` is at, with its number.
pub(super) fn line(profile: &Profile, frame: &Frame) -> Option<String> {
    let line = profile.line_of(frame)?;
    Some(format!("{} │ {line}", frame.line().unwrap_or_default()))
}

/// What of the program's source was looked for and not found.
pub(super) fn missing(profile: &Profile) -> Option<Item> {
    let missing = profile.missing_sources();
    if missing.is_empty() {
        return None;
    }
    let named = missing.iter().take(NAMED);
    let named: Vec<_> =
        named.map(|(file, why)| format!("{file} ({why})")).collect();
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let files = counted(missing.len() as u64, "file");
    let text = format!(
        "no source of {files} of the program: {}{more}",
        named.join(", ")
    );
    Some(Item { tone: Tone::Unsure, ..Item::plain(text) })
}
