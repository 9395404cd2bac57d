//! One limit: on which figure of what, and how far it may grow.

use std::fmt;
use std::str::FromStr;

use globset::{Glob, GlobMatcher};
use thiserror::Error;

use super::bound::Bound;
use super::{Change, Severity};
use crate::model::{Figure, Kind};
use crate::text::elided;

/// A limit on how far a figure may grow, written as
/// `[SITE:]FIGURE=BOUND[,BOUND]`, such as `end=+0` or
/// `app::cache*:peak=+2%,+8MiB`. Without a site it is on the whole profile;
/// with one, on each call stack by itself that has a function of that
/// pattern. Each bound holds by itself.
#[derive(Clone, Debug)]
pub struct Limit {
    pub(super) severity: Severity,
    site: Option<GlobMatcher>,
    /// Empty: all figures of memory.
    figure: Option<Figure>,
    bounds: Vec<Bound>,
    text: String,
}

/// The word for all figures of memory: total, at peak, and never freed.
const MEMORY: &str = "memory";

/// Why a text is no limit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LimitError {
    /// There is no bound.
    #[error(
        "the limit {0:?} has no bound: write FIGURE=BOUND, such as \
         end=+2%,+64KiB"
    )]
    NoBound(String),
    /// The figure does not exist.
    #[error(
        "there is no figure {0:?} to limit: there are memory (total, peak \
         and end), {known}",
        known = Figure::ALL.map(Figure::name).join(", ")
    )]
    UnknownFigure(String),
    /// A bound says nothing, or does not fit the figure.
    #[error("the bound {0}")]
    Bound(String),
    /// The site is no glob.
    #[error("{pattern:?} is no pattern: {why}")]
    Glob {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Limit {
    /// Reads a limit that fails the comparison when it is broken.
    pub fn parse(text: &str) -> Result<Limit, LimitError> {
        let no_bound = || LimitError::NoBound(elided(text, 120));
        let (left, bounds) = text.rsplit_once('=').ok_or_else(no_bound)?;
        let (site, name) = match left.rsplit_once(':') {
            Some((site, name)) => (Some(site), name),
            None => (None, left),
        };
        let figure = figure(name.trim())?;
        let kind = figure.map_or(Kind::Bytes, Figure::kind);
        let bounds = bounds.split(',').map(|bound| Bound::parse(bound, kind));
        Ok(Limit {
            severity: Severity::Hard,
            site: site.map(glob).transpose()?,
            figure,
            bounds: bounds
                .collect::<Result<_, _>>()
                .map_err(LimitError::Bound)?,
            text: text.to_owned(),
        })
    }

    /// The same limit, that only warns when it is broken.
    pub fn soft(self) -> Limit {
        Limit { severity: Severity::Soft, ..self }
    }

    /// Whether it is on the whole profile.
    pub(super) fn is_on_whole(&self) -> bool {
        self.site.is_none()
    }

    /// Whether it is on a stack of those functions.
    pub(super) fn is_on<'a>(
        &self,
        mut functions: impl Iterator<Item = &'a str>,
    ) -> bool {
        let Some(site) = &self.site else { return false };
        functions.any(|function| site.is_match(function))
    }

    /// Whether `change` goes beyond it.
    pub(super) fn is_broken(&self, change: &Change) -> bool {
        let is_meant = match self.figure {
            Some(figure) => figure == change.figure,
            None => {
                let memory = [Figure::Total, Figure::Peak, Figure::End];
                memory.contains(&change.figure)
            }
        };
        let Some(more) = change.new.checked_sub(change.old) else {
            return false;
        };
        let broken = |bound: &Bound| bound.is_broken(change.old, more);
        is_meant && more > 0 && self.bounds.iter().any(broken)
    }
}

fn figure(name: &str) -> Result<Option<Figure>, LimitError> {
    if name == MEMORY {
        return Ok(None);
    }
    match name.parse() {
        Ok(figure) => Ok(Some(figure)),
        Err(_) => Err(LimitError::UnknownFigure(elided(name, 120))),
    }
}

fn glob(pattern: &str) -> Result<GlobMatcher, LimitError> {
    let glob = Glob::new(pattern).map_err(|error| LimitError::Glob {
        pattern: elided(pattern, 120),
        why: elided(&error.kind().to_string(), 200),
    })?;
    Ok(glob.compile_matcher())
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Limit, LimitError> {
        Limit::parse(text)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ChangeKind;
    use super::*;

    fn change(figure: Figure, old: u64, new: u64) -> Change {
        Change { figure, old, new, kind: ChangeKind::Grown }
    }

    #[test]
    fn a_limit_is_only_on_what_it_names() {
        let limit = Limit::parse("app::c*:peak=+2%,+8MiB").unwrap();
        assert!(limit.is_on(["main", "app::cache"].into_iter()));
        assert!(!limit.is_on(["main"].into_iter()) && !limit.is_on_whole());
        assert!(limit.is_broken(&change(Figure::Peak, 100, 103)));
        assert!(!limit.is_broken(&change(Figure::Peak, 100, 102)));
        assert!(!limit.is_broken(&change(Figure::End, 100, 200)));
        assert!(!limit.is_broken(&change(Figure::Peak, 100, 50)));
    }

    #[test]
    fn memory_is_total_peak_and_end() {
        let limit = Limit::parse("memory=+0").unwrap();
        for figure in Figure::ALL {
            let is = limit.is_broken(&change(figure, 1, 2));
            let memory = [Figure::Total, Figure::Peak, Figure::End];
            assert_eq!(is, memory.contains(&figure), "{figure}");
        }
    }

    #[test]
    fn refuses_what_is_no_limit_with_what_is() {
        for (text, part) in [
            ("end", "FIGURE=BOUND"),
            ("rss=+2%", "total, total_blocks"),
            ("end=2%", "+8MiB"),
            ("end_blocks=+8MiB", "+100"),
            ("a[:end=+2%", "\"a[\""),
            ("end=", "+8MiB"),
        ] {
            let error = Limit::parse(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
