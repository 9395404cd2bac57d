//! One limit: on which figures of what, and how far they may grow.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::bound::Bound;
use crate::error::cut;
use crate::nearest::nearest;
use crate::{CompareError, Figure, Kind, Scope};

/// A limit on how far a figure may grow, written as
/// `ADDRESS=BOUND[,BOUND]`, where the address is the [`Scope`] and the
/// figure's name, or `memory` for all figures of memory. Each bound holds by
/// itself: growth beyond any of them breaks the limit.
#[derive(Clone, Debug)]
pub struct Limit<S: Scope> {
    severity: Severity,
    scope: S,
    figures: LimitedFigures<S::Figure>,
    bounds: Vec<Bound>,
    text: String,
}

/// How much a broken limit weighs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is said, and changes no exit code.
    Soft,
    /// The answer is no: exit code 1.
    Hard,
}

/// The figures that a limit is on.
#[derive(Clone, Copy, Debug)]
enum LimitedFigures<F> {
    /// All of memory.
    Memory,
    One(F),
}

/// The word for all figures of memory.
const MEMORY: &str = "memory";

impl Severity {
    /// All severities, the gravest last.
    pub const ALL: [Severity; 2] = [Severity::Soft, Severity::Hard];

    /// The severity's name.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Soft => "soft",
            Severity::Hard => "hard",
        }
    }
}

impl<S: Scope> Limit<S> {
    /// Reads a limit that fails the comparison when it is broken.
    pub fn parse(text: &str) -> Result<Limit<S>, CompareError> {
        let no_bound =
            || CompareError::NoBound { limit: cut(text), form: S::FORM };
        let (address, bounds) = text.rsplit_once('=').ok_or_else(no_bound)?;
        let (scope, figure) = S::parse(address)?;
        Limit::new(scope, figure, bounds, text.to_owned())
    }

    /// The same as [`Limit::parse`], of its parts; it is shown as `text`.
    pub fn new(
        scope: S,
        figure: &str,
        bounds: &str,
        text: String,
    ) -> Result<Limit<S>, CompareError> {
        let figures = LimitedFigures::parse(figure.trim())?;
        let kind = figures.kind();
        let bounds = bounds.split(',').map(|bound| Bound::parse(bound, kind));
        Ok(Limit {
            severity: Severity::Hard,
            scope,
            figures,
            bounds: bounds.collect::<Result<_, _>>()?,
            text,
        })
    }

    /// The same limit, that only warns when it is broken.
    pub fn soft(self) -> Limit<S> {
        Limit { severity: Severity::Soft, ..self }
    }

    /// What comes of breaking it.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What it is restricted to, which is for the caller to look at.
    pub fn scope(&self) -> &S {
        &self.scope
    }

    /// Whether a figure that was `old` and is `new` goes beyond it.
    pub fn is_broken(&self, figure: S::Figure, old: u64, new: u64) -> bool {
        let is_meant = match self.figures {
            LimitedFigures::Memory => figure.is_memory(),
            LimitedFigures::One(one) => figure == one,
        };
        let more = new.saturating_sub(old);
        let beyond = |bound: &Bound| bound.is_broken(old, more);
        is_meant && more > 0 && self.bounds.iter().any(beyond)
    }
}

impl<F: Figure> LimitedFigures<F> {
    fn parse(word: &str) -> Result<LimitedFigures<F>, CompareError> {
        if word == MEMORY {
            return Ok(LimitedFigures::Memory);
        }
        let names = || F::ALL.iter().map(|figure| figure.name());
        let figure = F::from_word(word);
        figure.map(LimitedFigures::One).ok_or_else(|| {
            CompareError::UnknownFigure {
                word: cut(word),
                nearest: nearest(word, names().chain([MEMORY])),
                memory: F::MEMORY,
                known: names().collect::<Vec<_>>().join(", "),
            }
        })
    }

    /// What all of them are counted in, if that is one thing.
    fn kind(self) -> Option<Kind> {
        match self {
            LimitedFigures::One(figure) => Some(figure.kind()),
            LimitedFigures::Memory => {
                let memory = F::ALL.iter().filter(|at| at.is_memory());
                let mut kinds = memory.map(|figure| figure.kind());
                let first = kinds.next()?;
                kinds.all(|kind| kind == first).then_some(first)
            }
        }
    }
}

impl<S: Scope> FromStr for Limit<S> {
    type Err = CompareError;

    fn from_str(text: &str) -> Result<Limit<S>, CompareError> {
        Limit::parse(text)
    }
}

impl<S: Scope> fmt::Display for Limit<S> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(&self.text)
    }
}
