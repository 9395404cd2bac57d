//! The phases of a profile, of which each may have one of its own.

use crate::select;
use anyhow::{Context, Result};
use residue_profile::{Figure, Profile};

/// The phase at which nothing of the scenario is there yet.
const BASELINE: &str = "baseline";

/// The phases that get a profile, in their order: all, or those that
/// `patterns` match.
pub fn phases(whole: &Profile, patterns: &[String]) -> Result<Vec<String>> {
    let marks = whole.marks().context("the profile has no marks")?;
    let names = marks.phases.iter().map(|phase| phase.name.as_str());
    let names: Vec<_> = names.filter(|name| *name != BASELINE).collect();
    let mut chosen = names.clone();
    if !patterns.is_empty() {
        let matching = select::matching("phase", patterns, &names)?;
        chosen.retain(|name| matching.contains(name));
    }
    Ok(chosen.into_iter().map(str::to_owned).collect())
}

/// What the profile that ends at `phase` has otherwise than `whole` saw there.
pub fn difference(
    whole: &Profile,
    phase: &str,
    profile: &Profile,
) -> Option<String> {
    let marks = whole.marks()?;
    let mark = marks.phases.iter().find(|mark| mark.name == phase)?;
    let (seen, end) = (mark.live?, profile.sum(Figure::End)?);
    (seen != end).then(|| {
        format!(
            "at `{phase}` {seen} bytes were live in the probe of the whole, \
             and {end} in the phase's own"
        )
    })
}
