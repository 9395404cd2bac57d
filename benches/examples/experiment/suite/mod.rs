//! What is measured, and what must come of it.

mod catalogue;
mod diff;

use crate::case::Case;
use crate::side::Side;

/// Sides that take turns in being measured, and what comparing them must say.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// Every kind of run, in the order in which they take turns.
    pub(crate) sides: &'static [Side],
    pub(crate) cases: &'static [Case],
    /// How many elements, unless that is said.
    pub(crate) elements: u64,
    /// How long a process idles for `settled`.
    pub(crate) settle: &'static str,
    /// Whether the record has every comparison; else only what they come to,
    /// probe by probe.
    pub(crate) keeps: bool,
}

impl Suite {
    const ALL: [&Suite; 2] = [&diff::SUITE, &catalogue::SUITE];

    /// The suite of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Suite> {
        Self::ALL.into_iter().find(|suite| suite.name == name)
    }

    /// The sides that any comparison of the pair of this number is of.
    pub(crate) fn sides_of(
        &self,
        pair: u64,
    ) -> impl Iterator<Item = &'static Side> {
        let cases = self.cases.iter().filter(move |case| pair < case.pairs);
        let names: Vec<_> =
            cases.flat_map(|case| [case.old, case.new]).collect();
        self.sides.iter().filter(move |side| names.contains(&side.name))
    }
}
