//! What a profile does not tell, and how to get it.

use residue_present::{Item, Tone, counted, share};

use super::{named, source};
use crate::model::{Figure, Profile};
use crate::units::show;
use crate::view::Unknown;

/// What the profile does not know, so that nobody takes it for nothing.
pub(super) fn missing(profile: &Profile) -> Vec<Item> {
    let moments = [(Figure::Peak, "at the peak"), (Figure::End, "at the end")];
    let unknown = moments.iter().filter(|(at, _)| !profile.knows(*at));
    let unknown: Vec<_> = unknown.map(|(_, moment)| *moment).collect();
    let moments = (!unknown.is_empty()).then(|| {
        format!(
            "what was live {} is not known: the profile, of mode {}, does not \
             tell it",
            unknown.join(" or "),
            profile.meta().mode_text
        )
    });
    let points = profile.points().is_empty().then(|| {
        "nothing was recorded: the profile has no call site".to_owned()
    });
    let said = moments.into_iter().chain(unknown_askers(profile)).chain(points);
    let said =
        said.map(|text| Item { tone: Tone::Unsure, ..Item::plain(text) });
    said.chain(named::left(profile)).chain(source::missing(profile)).collect()
}

/// What part of the profile no function of the program can be named for.
fn unknown_askers(profile: &Profile) -> impl Iterator<Item = String> {
    // What most profiles have, and any has one of.
    let by = profile.known().next().unwrap_or(Figure::Total);
    let unknown = Unknown::of(profile, by);
    let part = |(sites, bytes): (u64, u64)| {
        let whole = profile.sum(by).unwrap_or(0);
        format!(
            "{} with {} ({})",
            counted(sites, "call site"),
            show(profile.meta(), by, bytes),
            share(bytes, whole)
        )
    };
    let cut = (unknown.cut.0 > 0).then(|| {
        format!(
            "the stacks of {} were cut within libraries and are named by \
             their outermost frame, marked as cut: record with more frames \
             (--frames; --num-callers of Valgrind) to see who asked",
            part(unknown.cut)
        )
    });
    let unnamed = (unknown.unnamed.0 > 0).then(|| {
        format!(
            "there are no names for {}: the program was stripped, or built \
             without debug information; pass the binary as it was before it \
             was stripped with --symbols, or build it with debug = \
             \"line-tables-only\" or more, and record anew",
            part(unknown.unnamed)
        )
    });
    let pathless = unknown.is_pathless.then(|| {
        "functions have lost their paths, which were inlined: the program was \
         built with line tables alone; build it with debug = \"limited\" or \
         more, and record anew"
            .to_owned()
    });
    [cut, unnamed, pathless].into_iter().flatten()
}
