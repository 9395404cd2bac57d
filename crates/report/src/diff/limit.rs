//! One limit: on which figures, and how far they may grow.

use std::fmt;
use std::str::FromStr;

use globset::{Glob, GlobMatcher};
use thiserror::Error;

use super::bound::Bound;
use super::{Change, Metric, Place, Severity};
use residue_present::elided;

/// A limit on how far a figure may grow, written as
/// `[SCENARIO[/BACKEND]:]METRIC[@PHASE]=BOUND[,BOUND]`, such as
/// `hashmap-*:resident@drained=+2%,+8MiB`. Scenario, backend and phase are
/// globs. Each bound holds by itself: growth beyond any of them breaks the
/// limit. What is within noise breaks none.
#[derive(Clone, Debug)]
pub struct Limit {
    pub(super) severity: Severity,
    scenario: Option<GlobMatcher>,
    backend: Option<GlobMatcher>,
    phase: Option<GlobMatcher>,
    metric: Which,
    bounds: Vec<Bound>,
    text: String,
}

/// The figures that a limit is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// All but times: `memory`.
    Memory,
    One(Metric),
}

/// The word for all figures but times.
const MEMORY: &str = "memory";

/// The parts of a limit, as they are written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) scenario: Option<&'a str>,
    pub(super) backend: Option<&'a str>,
    pub(super) metric: &'a str,
    pub(super) phase: Option<&'a str>,
    pub(super) bounds: &'a str,
}

/// Why a text is no limit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LimitError {
    /// There is no bound.
    #[error(
        "the limit {0:?} has no bound: write METRIC=BOUND, such as \
         resident@drained=+2%,+8MiB"
    )]
    NoBound(String),
    /// The metric does not exist.
    #[error(
        "there is no figure {found:?} to limit: there are memory (all but \
         times), {known}",
        known = Metric::ALL.map(Metric::name).join(", ")
    )]
    UnknownMetric {
        /// What stands in its place.
        found: String,
    },
    /// A bound says nothing, or does not fit the metric.
    #[error("the bound {0}")]
    Bound(String),
    /// A pattern is no glob.
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
        let (place, figure) = match left.rsplit_once(':') {
            Some((place, figure)) => (Some(place), figure),
            None => (None, left),
        };
        let (scenario, backend) = match place.map(|at| at.split_once('/')) {
            Some(Some((scenario, backend))) => (Some(scenario), Some(backend)),
            _ => (place, None),
        };
        let (metric, phase) = match figure.split_once('@') {
            Some((metric, phase)) => (metric, Some(phase)),
            None => (figure, None),
        };
        let parts = Parts { scenario, backend, metric, phase, bounds };
        Limit::of(parts, Severity::Hard)
    }

    /// The same limit, that only warns when it is broken.
    pub fn soft(self) -> Limit {
        Limit { severity: Severity::Soft, ..self }
    }

    pub(super) fn of(
        parts: Parts<'_>,
        severity: Severity,
    ) -> Result<Limit, LimitError> {
        let metric = Which::parse(parts.metric.trim())?;
        Ok(Limit {
            severity,
            scenario: parts.scenario.map(glob).transpose()?,
            backend: parts.backend.map(glob).transpose()?,
            phase: parts.phase.map(glob).transpose()?,
            metric,
            bounds: bounds(parts.bounds, metric)?,
            text: parts.to_string(),
        })
    }

    /// Whether it is on any figure of the probe.
    pub(super) fn is_on(&self, place: &Place) -> bool {
        let fits = |pattern: &Option<GlobMatcher>, name: &str| {
            pattern.as_ref().is_none_or(|pattern| pattern.is_match(name))
        };
        fits(&self.scenario, &place.scenario)
            && fits(&self.backend, &place.backend)
    }

    /// Whether a change at a phase of such a probe goes beyond it.
    pub(super) fn is_broken(&self, phase: &str, change: &Change) -> bool {
        let is_meant = match self.metric {
            Which::Memory => change.metric.is_memory(),
            Which::One(metric) => change.metric == metric,
        };
        let (Some(old), Some(more)) = (change.old, change.difference) else {
            return false;
        };
        let Ok(more) = u64::try_from(more) else { return false };
        is_meant
            && self.phase.as_ref().is_none_or(|glob| glob.is_match(phase))
            && self.bounds.iter().any(|at| at.is_broken(old.value, more))
    }
}

impl Which {
    fn parse(name: &str) -> Result<Which, LimitError> {
        match Metric::from_name(name) {
            _ if name == MEMORY => Ok(Which::Memory),
            Some(metric) => Ok(Which::One(metric)),
            None => Err(LimitError::UnknownMetric { found: elided(name, 120) }),
        }
    }
}

fn bounds(text: &str, metric: Which) -> Result<Vec<Bound>, LimitError> {
    let kind = match metric {
        Which::Memory => None,
        Which::One(metric) => Some(metric.kind()),
    };
    let bounds = text.split(',').map(|bound| Bound::parse(bound, kind));
    bounds.collect::<Result<_, _>>().map_err(LimitError::Bound)
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

impl fmt::Display for Parts<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scenario.is_some() || self.backend.is_some() {
            to.write_str(self.scenario.unwrap_or("*"))?;
            if let Some(backend) = self.backend {
                write!(to, "/{backend}")?;
            }
            to.write_str(":")?;
        }
        to.write_str(self.metric)?;
        if let Some(phase) = self.phase {
            write!(to, "@{phase}")?;
        }
        write!(to, "={}", self.bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Estimate, Verdict};
    use super::*;

    fn change(metric: Metric, old: u64, difference: i64) -> Change {
        let estimate =
            |value| Some(Estimate { value, least: value, most: value, of: 1 });
        Change {
            metric,
            old: estimate(old),
            new: estimate(old.saturating_add_signed(difference)),
            difference: Some(difference),
            interval: None,
            floor: 0,
            verdict: Verdict::Regressed,
        }
    }

    fn place(scenario: &str, backend: &str) -> Place {
        Place {
            scenario: scenario.to_owned(),
            backend: backend.to_owned(),
            ..Place::default()
        }
    }

    #[test]
    fn breaking_any_bound_breaks_the_limit() {
        let limit = Limit::parse("resident@drained=+2%,+8MiB").unwrap();
        let breaks = |old, difference| {
            let change = change(Metric::Resident, old, difference);
            limit.is_broken("drained", &change)
        };
        assert!(!breaks(1000 << 20, 8 << 20));
        assert!(breaks(1000 << 20, (8 << 20) + 1));
        assert!(breaks(100 << 20, 3 << 20));
        assert!(!breaks(100 << 20, -(50 << 20)));
    }

    #[test]
    fn a_limit_is_only_on_what_it_names() {
        let limit = Limit::parse("hashmap-*/j*:cached@dr*=+0").unwrap();
        assert!(limit.is_on(&place("hashmap-value", "jemalloc")));
        assert!(!limit.is_on(&place("empty", "jemalloc")));
        assert!(!limit.is_on(&place("hashmap-value", "system")));
        let cached = change(Metric::from_name("cached").unwrap(), 1, 1);
        assert!(limit.is_broken("drained", &cached));
        assert!(!limit.is_broken("filled", &cached));
        assert!(!limit.is_broken("drained", &change(Metric::Live, 1, 1)));
    }

    #[test]
    fn memory_is_every_figure_but_times() {
        let limit = Limit::parse("memory=+0").unwrap();
        for metric in Metric::ALL {
            let breaks = limit.is_broken("x", &change(metric, 1, 1));
            assert_eq!(breaks, metric != Metric::Elapsed, "{metric:?}");
        }
    }

    #[test]
    fn a_limit_shows_as_it_was_written() {
        for text in
            ["resident@drained=+2%,+8MiB", "a*/b:live=+1B", "a:frees=+1"]
        {
            assert_eq!(Limit::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_limit_with_what_is() {
        for (text, part) in [
            ("resident", "METRIC=BOUND"),
            ("rss=+2%", "resident, payload"),
            ("live=2%", "+8MiB"),
            ("allocations=+8MiB", "+100"),
            ("a[:live=+2%", "\"a[\""),
            ("live@{a=+2%", "\"{a\""),
            ("live=", "+8MiB"),
            ("live=+2%,", "+8MiB"),
            ("=", "there is no figure"),
        ] {
            let error = Limit::parse(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
