//! The head of the page: the machine, and the filters.

use std::collections::BTreeSet;
use std::io::{self, Write};

use askama::Template;

use residue_present::page::Shell;
use residue_present::{Bytes, counted, printable};

use super::assets::{self, Scripts};
use super::catalogue::Catalogue;
use super::palette;
use crate::run::{Environment, Run};
use residue_ledger::Row;

/// The head as a template shows it.
#[derive(Template)]
#[template(path = "html/head.html")]
struct PageHead<'a> {
    facts: Vec<(&'static str, String)>,
    scenarios: Vec<&'a str>,
    backends: Vec<&'a str>,
    /// The rows that a reader may hide.
    rows: Vec<Row>,
}

/// Writes the head of the page of a run.
pub(super) fn of_run(
    run: &Run,
    catalogue: &Catalogue<'_>,
    scripts: &Scripts,
    out: &mut impl Write,
) -> io::Result<()> {
    let scenarios = catalogue.detailed().iter();
    let (extent, date) = (extent(run, catalogue), &run.environment.date);
    shell(&extent, date, scripts, out)?;
    let head = PageHead {
        facts: facts(&run.environment),
        scenarios: distinct(scenarios.map(|group| &*group.scenario)),
        backends: catalogue.backends(),
        rows: catalogue.rows(),
    };
    head.write_into(out)
}

/// Writes the head of the page of a comparison of these probes.
pub(super) fn of_diff<'a>(
    extent: &str,
    places: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    rows: Vec<Row>,
    scripts: &Scripts,
    out: &mut impl Write,
) -> io::Result<()> {
    shell(extent, "", scripts, out)?;
    let head = PageHead {
        facts: Vec::new(),
        scenarios: distinct(places.clone().map(|(scenario, _)| scenario)),
        backends: distinct(places.map(|(_, backend)| backend)),
        rows,
    };
    head.write_into(out)
}

fn shell(
    extent: &str,
    date: &str,
    scripts: &Scripts,
    out: &mut impl Write,
) -> io::Result<()> {
    let beside = When { extent, date: printable(date) }.to_string();
    let shell = Shell {
        title: extent,
        claim: "where the memory went that did not go back",
        style: &(palette::css() + assets::CSS),
        scripts: &scripts.all(),
        beside: &beside,
    };
    shell.open(out)
}

/// How much the page is of, and when that was measured.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<p class=\"when\">{{ extent }} <time>{{ date }}</time></p>\n"
)]
struct When<'a> {
    extent: &'a str,
    date: String,
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
