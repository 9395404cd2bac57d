//! The head of the page: policy, styles, the machine, and the filters.

use std::collections::BTreeSet;

use askama::Template;

use super::assets::{self, Scripts};
use super::catalogue::Catalogue;
use super::palette;
use crate::run::{Environment, Run};
use crate::text::{counted, printable};
use crate::units::Bytes;
use residue_ledger::Row;

/// The head as a template shows it.
#[derive(Template)]
#[template(path = "html/head.html")]
pub(super) struct Head<'a> {
    /// The only scripts that may run, by what they say.
    hashes: String,
    palette: String,
    css: &'static str,
    early: &'a str,
    date: String,
    extent: String,
    facts: Vec<(&'static str, String)>,
    scenarios: Vec<&'a str>,
    backends: Vec<&'a str>,
    /// The rows that a reader may hide.
    rows: Vec<Row>,
}

impl<'a> Head<'a> {
    /// The head of the page of a run.
    pub(super) fn of(
        run: &Run,
        catalogue: &'a Catalogue<'_>,
        scripts: &'a Scripts,
    ) -> Head<'a> {
        let scenarios = catalogue.detailed().iter();
        Head {
            date: printable(&run.environment.date),
            facts: facts(&run.environment),
            scenarios: distinct(scenarios.map(|group| &*group.scenario)),
            backends: catalogue.backends(),
            rows: catalogue.rows(),
            ..Head::bare(extent(run, catalogue), scripts)
        }
    }

    /// The head of the page of a comparison of these probes.
    pub(super) fn of_diff(
        extent: String,
        places: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        rows: Vec<Row>,
        scripts: &'a Scripts,
    ) -> Head<'a> {
        Head {
            scenarios: distinct(places.clone().map(|(scenario, _)| scenario)),
            backends: distinct(places.map(|(_, backend)| backend)),
            rows,
            ..Head::bare(extent, scripts)
        }
    }

    fn bare(extent: String, scripts: &'a Scripts) -> Head<'a> {
        Head {
            hashes: scripts.hashes(),
            palette: palette::css(),
            css: assets::CSS,
            early: scripts.early(),
            date: String::new(),
            extent,
            facts: Vec::new(),
            scenarios: Vec::new(),
            backends: Vec::new(),
            rows: Vec::new(),
        }
    }
}

/// `names` without repetition, in order of first appearance.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}

fn extent(run: &Run, catalogue: &Catalogue<'_>) -> String {
    let number = |of: usize, thing| counted(of as u64, thing);
    format!(
        "{} of {} on {}",
        number(run.probes.len(), "probe"),
        number(catalogue.groups().len(), "scenario"),
        number(catalogue.backends().len(), "backend"),
    )
}

/// What is known of the machine and the tools.
fn facts(of: &Environment) -> Vec<(&'static str, String)> {
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let system = format!("{} {} {}", of.os, of.kernel, of.arch);
    let machine = format!(
        "{}, {}, {}",
        of.cpu,
        counted(of.cores, "core"),
        Bytes(of.memory)
    );
    let pages =
        format!("{}, huge {}", Bytes(of.page_size), of.transparent_hugepage);
    [
        ("machine", machine),
        ("kernel", system),
        ("pages", pages),
        ("C library", known(&of.libc)),
        ("overcommit", known(&of.overcommit)),
        ("compiler", of.rustc.clone()),
        ("residue", of.residue.clone()),
        ("commit", known(&of.git)),
    ]
    .into_iter()
    .map(|(name, fact)| (name, printable(fact.trim())))
    .filter(|(_, fact)| !fact.is_empty())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_the_environment_does_not_tell() {
        let names = |of: &Environment| {
            facts(of).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let mut of = Environment::default();
        assert!(!names(&of).contains(&"commit"));
        of.git = Some("0123abc".to_owned());
        assert!(names(&of).contains(&"commit"));
    }
}
