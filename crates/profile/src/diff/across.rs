//! What must agree before two profiles are compared.

use std::fmt;
use std::str::FromStr;

use residue_compare::CompareError;
use thiserror::Error;

use crate::model::{Marks, Profile};
use residue_present::elided;

/// Something that must be the same on both sides where both tell it, unless
/// the user says that it may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Across {
    /// What ran.
    Scenario,
    /// The allocator below the profiler.
    Backend,
    /// The scenario's size.
    Elements,
    /// What the scenario's data are made from.
    Seed,
}

impl Across {
    /// All of them.
    pub const ALL: [Across; 4] =
        [Across::Scenario, Across::Backend, Across::Elements, Across::Seed];

    /// The word that `--across` takes.
    pub fn name(self) -> &'static str {
        match self {
            Across::Scenario => "scenario",
            Across::Backend => "backend",
            Across::Elements => "elements",
            Across::Seed => "seed",
        }
    }

    fn of(self, marks: &Marks) -> String {
        match self {
            Across::Scenario => marks.scenario.clone(),
            Across::Backend => marks.backend.clone(),
            Across::Elements => marks.elements.to_string(),
            Across::Seed => marks.seed.to_string(),
        }
    }
}

impl residue_compare::Across for Across {
    const ALL: &'static [Across] = &Across::ALL;

    fn name(self) -> &'static str {
        Across::name(self)
    }
}

impl FromStr for Across {
    type Err = CompareError;

    fn from_str(word: &str) -> Result<Across, CompareError> {
        residue_compare::Across::from_word(word)
    }
}

/// Something in which the two sides differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub what: &'static str,
    /// What the old side says.
    pub old: String,
    /// What the new side says.
    pub new: String,
    /// What allows it; `None` if nothing does.
    pub across: Option<Across>,
}

/// Why two profiles are not compared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct NotComparable(pub Vec<Difference>);

impl fmt::Display for NotComparable {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("the profiles are not comparable: ")?;
        for (at, difference) in self.0.iter().enumerate() {
            let Difference { what, old, new, .. } = difference;
            let (old, new) = (elided(old, 60), elided(new, 60));
            let gap = if at == 0 { "" } else { ", " };
            write!(to, "{gap}{what} {old}, now {new}")?;
        }
        let keys: Option<Vec<_>> =
            self.0.iter().map(|one| one.across.map(Across::name)).collect();
        match keys {
            Some(keys) => write!(
                to,
                "; to compare in spite of it, pass --across {}",
                keys.join(",")
            ),
            None => to.write_str("; compare profiles of one kind"),
        }
    }
}

/// All differences that nobody allowed.
pub(super) fn refused(
    old: &Profile,
    new: &Profile,
    allowed: &[Across],
) -> Vec<Difference> {
    let mut found = kinds(old, new);
    if let (Some(old), Some(new)) = (old.marks(), new.marks()) {
        for across in Across::ALL {
            let (old, new) = (across.of(old), across.of(new));
            if old != new && !allowed.contains(&across) {
                let (what, across) = (across.name(), Some(across));
                found.push(Difference { what, old, new, across });
            }
        }
    }
    found
}

/// Differences in what the figures mean, which nothing allows.
fn kinds(old: &Profile, new: &Profile) -> Vec<Difference> {
    let said = |profile: &Profile| {
        let meta = profile.meta();
        let units = meta.units.clone().unwrap_or_default();
        [
            ("mode", meta.mode.name().to_owned()),
            ("verb", meta.verb.clone()),
            ("unit", units.bytes),
        ]
    };
    let sides = said(old).into_iter().zip(said(new));
    sides
        .filter(|((_, old), (_, new))| old != new)
        .map(|((what, old), (_, new))| {
            let across = None;
            Difference { what, old, new, across }
        })
        .collect()
}
