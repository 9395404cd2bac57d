//! All limits of a comparison, and what breaks them.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::{Figure, Kind, Limit, Scope, Severity};

/// What a change may not exceed. Where the user gives no limit, no figure of
/// memory may grow.
#[derive(Clone, Debug)]
pub struct Limits<S: Scope>(Vec<Limit<S>>);

/// The limit that holds where the user gives none.
const DEFAULT: &str = "memory=+0";

impl<S: Scope> Limits<S> {
    /// Adds a limit, which stands beside all others.
    pub fn push(&mut self, limit: Limit<S>) {
        self.0.push(limit);
    }

    /// Whether the user gave none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that hold: the user's, or else the default.
    pub fn in_force(&self) -> Cow<'_, [Limit<S>]> {
        match self.is_empty() {
            true => Limit::parse(DEFAULT).into_iter().collect(),
            false => Cow::Borrowed(&self.0),
        }
    }

    /// Those that hold, in words.
    pub fn method(&self) -> String {
        if self.is_empty() {
            let alarms = S::BY_DEFAULT;
            return format!(
                "limits: none are given, so that {alarms} is an alarm \
                 ({DEFAULT})"
            );
        }
        let said = self.0.iter().map(|limit| match limit.severity() {
            Severity::Hard => limit.to_string(),
            Severity::Soft => format!("{limit} (soft)"),
        });
        format!("limits: {}", said.collect::<Vec<_>>().join("; "))
    }
}

impl<S: Scope> Default for Limits<S> {
    fn default() -> Limits<S> {
        Limits(Vec::new())
    }
}

impl<S: Scope> FromIterator<Limit<S>> for Limits<S> {
    fn from_iter<I: IntoIterator<Item = Limit<S>>>(limits: I) -> Limits<S> {
        Limits(limits.into_iter().collect())
    }
}

impl<S: Scope> Extend<Limit<S>> for Limits<S> {
    fn extend<I: IntoIterator<Item = Limit<S>>>(&mut self, limits: I) {
        self.0.extend(limits);
    }
}

impl<S: Scope> IntoIterator for Limits<S> {
    type Item = Limit<S>;
    type IntoIter = std::vec::IntoIter<Limit<S>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A figure that grew beyond a limit.
#[derive(Clone, Debug)]
pub struct Breach<'a, S: Scope> {
    /// The limit.
    pub limit: &'a Limit<S>,
    /// The figure.
    pub figure: S::Figure,
    /// What it was.
    pub old: u64,
    /// What it is, which is more.
    pub new: u64,
}

/// Of all `limits` that a figure breaks which was `old` and is `new`, the
/// gravest, and of equals the first.
pub fn gravest<'a, S: Scope + 'a>(
    limits: impl DoubleEndedIterator<Item = &'a Limit<S>>,
    figure: S::Figure,
    old: u64,
    new: u64,
) -> Option<Breach<'a, S>> {
    let broken = limits.rev().filter(|at| at.is_broken(figure, old, new));
    // Of equals the last is the largest: turned round, the first given.
    let limit = broken.max_by_key(|limit| limit.severity())?;
    Some(Breach { limit, figure, old, new })
}

impl<S: Scope> Breach<'_, S> {
    /// Where it stands among others.
    pub fn rank(&self) -> Rank {
        let more = Reverse(self.new - self.old);
        Rank(Reverse(self.limit.severity()), self.figure.kind(), more)
    }

    /// What happened to `what`, in a sentence: the figure by its `title`, and
    /// its values as `show` writes them.
    pub fn text(
        &self,
        what: &str,
        title: &str,
        show: impl Fn(u64) -> String,
    ) -> String {
        format!(
            "{what}: {title} rose by {}, from {} to {}, beyond the limit {}",
            show(self.new - self.old),
            show(self.old),
            show(self.new),
            self.limit,
        )
    }
}

/// The order of alarms: the gravest first, then by what they are counted in,
/// then by size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(Reverse<Severity>, Kind, Reverse<u64>);

/// The alarms by their rank; those of one rank stay as they stood.
pub fn gravest_first<A>(mut alarms: Vec<(Rank, A)>) -> Vec<A> {
    alarms.sort_by_key(|&(rank, _)| rank);
    alarms.into_iter().map(|(_, alarm)| alarm).collect()
}
