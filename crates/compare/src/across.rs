//! What may differ between two sides.

use crate::CompareError;
use crate::error::cut;
use crate::nearest::nearest;

/// A vocabulary of what must be the same on both sides, unless the user says
/// with `--across` that it may differ. It has no word for all of them: what
/// is crossed is named, because it may be why anything changed.
pub trait Across: Copy + Eq + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// The word that `--across` takes.
    fn name(self) -> &'static str;

    /// What `word` names; space around it does not count.
    fn from_word(word: &str) -> Result<Self, CompareError> {
        let word = word.trim();
        let names = || Self::ALL.iter().map(|one| one.name());
        let found = Self::ALL.iter().find(|one| one.name() == word);
        found.copied().ok_or_else(|| CompareError::UnknownAcross {
            word: cut(word),
            nearest: nearest(word, names()),
            known: names().collect::<Vec<_>>().join(", "),
        })
    }
}
