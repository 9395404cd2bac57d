//! What is compared, in words.

use super::first;
use crate::diff::{Pair, Place, Presence, SideSummary};
use residue_present::counted;

/// The label of a side, when it was made, of which commit, and its files.
pub(crate) fn side(side: &SideSummary) -> String {
    let (files, more) = first(&side.files);
    let more =
        (more > 0).then(|| format!("{} more", counted(more as u64, "file")));
    let files: Vec<_> = files.iter().cloned().chain(more).collect();
    let probes = counted(side.probes, "probe");
    let probes = match files.is_empty() {
        true => probes,
        false => format!("{probes} of {}", files.join(", ")),
    };
    let commit = side.git.as_ref().map(|commit| format!("commit {commit}"));
    let parts = [Some(side.label.clone()), Some(side.date.clone()), commit];
    let parts = parts.into_iter().flatten().chain([probes]);
    let known: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    known.join(", ")
}

/// A probe by its scenario and backend: `hashmap-pointer on jemalloc`.
pub(crate) fn probe(place: &Place) -> String {
    format!("{} on {}", place.scenario, place.backend)
}

/// A probe by all that tells it from others.
pub(crate) fn place(place: &Place) -> String {
    let elements = counted(place.elements, "element");
    let mut text = format!("{}, {elements}", probe(place));
    if !place.remedy.is_empty() {
        text.push_str(&format!(", remedy {}", place.remedy));
    }
    for (key, value) in &place.settings {
        text.push_str(&format!(", {key}={value}"));
    }
    text
}

/// The one side that has it, if it is one.
pub(crate) fn only(presence: Presence) -> Option<&'static str> {
    match presence {
        Presence::Both => None,
        Presence::OnlyOld => Some("only on the old side"),
        Presence::OnlyNew => Some("only on the new side"),
    }
}

/// How many repetitions each side has, where any has more than one.
pub(crate) fn repetitions(pair: &Pair) -> Option<String> {
    let (old, new) = (pair.old_repetitions, pair.new_repetitions);
    (old.max(new) > 1).then(|| match old == new {
        true => format!("{old} repetitions a side"),
        false => format!("{}, now {new}", counted(old, "repetition")),
    })
}

/// The backend's versions, where they differ.
pub(crate) fn versions(pair: &Pair) -> Option<String> {
    let (old, new) = &pair.versions;
    (old != new).then(|| format!("{old}, now {new}"))
}
