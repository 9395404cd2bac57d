//! What the bounds of `--fail-on` come to: the exit code, and on standard
//! error why.

use crate::exit::{self, Done};
use residue_report::doctor::{FailOn, Judged};

/// The exit code. What cannot be judged outweighs a bound that is broken: the
/// answer is not the whole one.
pub(crate) fn answer(all: &[Judged<'_>], bounds: &[FailOn]) -> Done {
    if bounds.is_empty() {
        return Done::Fine;
    }
    let untold: Vec<_> = all
        .iter()
        .filter_map(|judged| Some((judged, judged.untold(bounds)?)))
        .collect();
    for (judged, why) in &untold {
        crate::exit::say!("{} cannot be judged: {why}", judged.title());
    }
    let broken = all.iter().flat_map(|judged| judged.broken_of(bounds));
    let broken: Vec<_> = broken.collect();
    exit::tell_broken(broken.iter().map(String::as_str));
    match (untold.is_empty(), broken.is_empty()) {
        (false, _) => Done::InPart,
        (true, false) => Done::No,
        (true, true) => Done::Fine,
    }
}
