//! What limits on runs are on: which figures, of which probes, at which
//! phases.

use std::fmt;

use residue_compare::{CompareError, Kind, Pattern, Scope};

use super::{Metric, Place};

/// A limit on a run, written as
/// `[SCENARIO[/BACKEND]:]METRIC[@PHASE]=BOUND[,BOUND]`, such as
/// `hashmap-*:resident@drained=+2%,+8MiB`. Scenario, backend and phase are
/// globs. What is within noise breaks no limit.
pub type Limit = residue_compare::Limit<Phases>;

/// What a change may not exceed. Without any limit of the user's, no figure
/// of memory may grow beyond noise.
pub type Limits = residue_compare::Limits<Phases>;

/// The phases that a limit is on: all that no pattern leaves out.
#[derive(Clone, Debug, Default)]
pub struct Phases {
    pub(super) scenario: Option<Pattern>,
    pub(super) backend: Option<Pattern>,
    pub(super) phase: Option<Pattern>,
}

impl Phases {
    /// Whether any phase of the probe is one of them.
    pub(super) fn are_of(&self, place: &Place) -> bool {
        fits(&self.scenario, &place.scenario)
            && fits(&self.backend, &place.backend)
    }

    /// Whether a phase of such a probe is one of them.
    pub(super) fn has(&self, phase: &str) -> bool {
        fits(&self.phase, phase)
    }
}

fn fits(pattern: &Option<Pattern>, name: &str) -> bool {
    pattern.as_ref().is_none_or(|pattern| pattern.is_match(name))
}

/// What stands in front of a limit's `=`, in its parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address<'a> {
    pub(super) scenario: Option<&'a str>,
    pub(super) backend: Option<&'a str>,
    pub(super) metric: &'a str,
    pub(super) phase: Option<&'a str>,
}

impl<'a> Address<'a> {
    fn parse(text: &'a str) -> Address<'a> {
        let (place, figure) = match text.rsplit_once(':') {
            Some((place, figure)) => (Some(place), figure),
            None => (None, text),
        };
        let (scenario, backend) = match place.map(|at| at.split_once('/')) {
            Some(Some((scenario, backend))) => (Some(scenario), Some(backend)),
            _ => (place, None),
        };
        let (metric, phase) = match figure.split_once('@') {
            Some((metric, phase)) => (metric, Some(phase)),
            None => (figure, None),
        };
        Address { scenario, backend, metric, phase }
    }
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scenario.is_some() || self.backend.is_some() {
            to.write_str(self.scenario.unwrap_or("*"))?;
            if let Some(backend) = self.backend {
                write!(to, "/{backend}")?;
            }
            to.write_str(":")?;
        }
        to.write_str(self.metric)?;
        match self.phase {
            Some(phase) => write!(to, "@{phase}"),
            None => Ok(()),
        }
    }
}

impl Scope for Phases {
    type Figure = Metric;

    const FORM: &'static str =
        "METRIC=BOUND, such as resident@drained=+2%,+8MiB";

    const BY_DEFAULT: &'static str =
        "any figure of memory that grows beyond noise";

    fn parse(address: &str) -> Result<(Phases, &str), CompareError> {
        let address = Address::parse(address);
        let phases = Phases {
            scenario: address.scenario.map(Pattern::parse).transpose()?,
            backend: address.backend.map(Pattern::parse).transpose()?,
            phase: address.phase.map(Pattern::parse).transpose()?,
        };
        Ok((phases, address.metric))
    }
}

impl residue_compare::Figure for Metric {
    const ALL: &'static [Metric] = &Metric::ALL;

    const MEMORY: &'static str = "all but times";

    fn name(self) -> &'static str {
        Metric::name(self)
    }

    fn kind(self) -> Kind {
        Metric::kind(self)
    }

    fn is_memory(self) -> bool {
        Metric::is_memory(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(scenario: &str, backend: &str) -> Place {
        Place {
            scenario: scenario.to_owned(),
            backend: backend.to_owned(),
            ..Place::default()
        }
    }

    #[test]
    fn a_limit_is_only_on_what_it_names() {
        let limit = Limit::parse("hashmap-*/j*:cached@dr*=+0").unwrap();
        let phases = limit.scope();
        assert!(phases.are_of(&place("hashmap-value", "jemalloc")));
        assert!(!phases.are_of(&place("empty", "jemalloc")));
        assert!(!phases.are_of(&place("hashmap-value", "system")));
        assert!(phases.has("drained") && !phases.has("filled"));
        let everywhere = Limit::parse("live=+0").unwrap();
        assert!(everywhere.scope().are_of(&place("empty", "system")));
        assert!(everywhere.scope().has("drained"));
    }

    #[test]
    fn an_address_shows_as_it_was_written() {
        for text in ["resident@drained", "a*/b:live", "a:frees"] {
            assert_eq!(Address::parse(text).to_string(), text);
        }
        let backend = Address { backend: Some("b"), ..Address::parse("live") };
        assert_eq!(backend.to_string(), "*/b:live");
    }
}
