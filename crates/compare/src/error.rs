//! Why a limit, or what may differ, is not understood.

use thiserror::Error;

/// Why a limit, or a word for what may differ between the sides, is not
/// understood, and what is accepted in its place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CompareError {
    /// A limit has no bound.
    #[error("the limit {limit:?} has no bound: write {form}")]
    NoBound {
        /// The limit.
        limit: String,
        /// How limits are written.
        form: &'static str,
    },
    /// A limit is on a figure that does not exist.
    #[error(
        "there is no figure {word:?} to limit{}: there are memory ({memory}), \
         {known}",
        meant(nearest)
    )]
    UnknownFigure {
        /// What stands in its place.
        word: String,
        /// The name that was probably meant.
        nearest: Option<&'static str>,
        /// What the word `memory` stands for.
        memory: &'static str,
        /// All names.
        known: String,
    },
    /// A bound says nothing, or does not fit the figure.
    #[error("the bound {bound:?} {why}: write {accepted}")]
    Bound {
        /// The bound.
        bound: String,
        /// What is wrong with it.
        why: &'static str,
        /// Bounds that fit the figure.
        accepted: &'static str,
    },
    /// A pattern is no glob.
    #[error("{pattern:?} is not a valid pattern: {why}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// A word names nothing that may differ.
    #[error(
        "there is no {word:?} to compare across{}: there are {known}",
        meant(nearest)
    )]
    UnknownAcross {
        /// The word.
        word: String,
        /// The word that was probably meant.
        nearest: Option<&'static str>,
        /// All words.
        known: String,
    },
}

/// `text`, which may be anything, as far as a message has room for it.
pub(crate) fn cut(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

fn meant(nearest: &Option<&'static str>) -> String {
    let Some(nearest) = nearest else { return String::new() };
    format!(", did you mean `{nearest}`?")
}
