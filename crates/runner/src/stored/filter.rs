//! What of a stored run is taken.

use crate::select;
use anyhow::{Result, bail};
use globset::GlobMatcher;
use residue_report::Probe;
use std::collections::BTreeSet;

/// Takes the probes whose scenario and backend the user named.
#[derive(Clone, Default)]
pub struct Filter {
    scenario: Patterns,
    backend: Patterns,
    passed: u64,
    taken: u64,
}

impl Filter {
    /// Takes what these names and globs match, each list where it has any.
    pub fn of(scenario: &[String], backend: &[String]) -> Result<Filter> {
        Ok(Filter {
            scenario: Patterns::of("scenario", scenario)?,
            backend: Patterns::of("backend", backend)?,
            passed: 0,
            taken: 0,
        })
    }

    /// Whether `probe` is taken.
    pub fn takes(&mut self, probe: &Probe) -> bool {
        // Both are asked: each learns the names that there are.
        let scenario = self.scenario.take(&probe.scenario);
        let taken = self.backend.take(&probe.backend) && scenario;
        self.passed += 1;
        self.taken += u64::from(taken);
        taken
    }

    /// Refuses a name that no probe has: a typo must not make a report
    /// smaller.
    pub fn finish(&self) -> Result<()> {
        if self.passed == 0 {
            return Ok(());
        }
        self.scenario.finish()?;
        self.backend.finish()?;
        if self.taken == 0 {
            bail!(
                "none of these scenarios ran under one of these backends: \
                 pass other --scenario or --backend"
            );
        }
        Ok(())
    }
}

#[derive(Clone, Default)]
struct Patterns {
    what: &'static str,
    given: Vec<String>,
    globs: Vec<GlobMatcher>,
    seen: BTreeSet<String>,
}

impl Patterns {
    fn of(what: &'static str, given: &[String]) -> Result<Patterns> {
        let globs = given.iter().map(|glob| select::compile(what, glob));
        Ok(Patterns {
            what,
            given: given.to_vec(),
            globs: globs.collect::<Result<_>>()?,
            seen: BTreeSet::new(),
        })
    }

    fn take(&mut self, name: &str) -> bool {
        if self.globs.is_empty() {
            return true;
        }
        if !self.seen.contains(name) {
            self.seen.insert(name.to_owned());
        }
        self.globs.iter().any(|glob| glob.is_match(name))
    }

    fn finish(&self) -> Result<()> {
        let names: Vec<_> = self.seen.iter().map(String::as_str).collect();
        select::matching(self.what, &self.given, &names).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(scenario: &str, backend: &str) -> Filter {
        let list = |text: &str| {
            let names = text.split(',').filter(|name| !name.is_empty());
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        Filter::of(&list(scenario), &list(backend)).expect("globs")
    }

    fn taken(filter: &mut Filter) -> Vec<bool> {
        let probes = [("map-a", "x"), ("map-b", "y"), ("list", "x")];
        let probe = |(scenario, backend): (&str, &str)| Probe {
            scenario: scenario.to_owned(),
            backend: backend.to_owned(),
            ..Probe::default()
        };
        probes.map(|names| filter.takes(&probe(names))).to_vec()
    }

    #[test]
    fn takes_what_both_globs_match_and_all_without() {
        assert_eq!(taken(&mut filter("", "")), [true, true, true]);
        assert_eq!(taken(&mut filter("map-*", "")), [true, true, false]);
        assert_eq!(taken(&mut filter("map-*", "x")), [true, false, false]);
    }

    #[test]
    fn refuses_names_that_no_probe_has() {
        for (scenario, backend, says) in [
            ("map-a,mpa-b", "", "did you mean `map-b`"),
            ("", "z*", "unknown backend `z*`"),
            ("list", "y", "ran under one of these"),
        ] {
            let mut filter = filter(scenario, backend);
            taken(&mut filter);
            let said = filter.finish().unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
        let mut fine = filter("map-*,list", "x");
        taken(&mut fine);
        assert!(fine.finish().is_ok());
    }
}
