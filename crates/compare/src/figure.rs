//! What is compared: a finite vocabulary of figures.

use std::fmt::Debug;

/// A vocabulary of figures that are compared. Of every one of them more is
/// worse.
pub trait Figure: Copy + Eq + Debug + 'static {
    /// All figures, in the order in which they are listed.
    const ALL: &'static [Self];

    /// Which of them the word `memory` stands for, in words.
    const MEMORY: &'static str;

    /// The figure's name in limits and in what is stored.
    fn name(self) -> &'static str;

    /// What it is counted in.
    fn kind(self) -> Kind;

    /// Whether `memory` stands for it, among others.
    fn is_memory(self) -> bool;

    /// The figure that `word` names. A vocabulary may know more words than
    /// its names.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|figure| figure.name() == word)
    }
}

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Bytes.
    Bytes,
    /// A number of things.
    Count,
    /// Nanoseconds.
    Time,
}
