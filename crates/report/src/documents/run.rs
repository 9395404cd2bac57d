//! A run: who holds what after the peak, and the ledgers of each scenario.

use std::collections::{BTreeMap, BTreeSet};

use residue_present::{Block, Bytes, Count, Document, Section as Part, Shape};

use super::{
    Detail, ledgers, overview, policies, remedies, settings, steps, verdicts,
};
use crate::run::{Environment, Run};
use crate::section::Section;
use crate::settings::Matrix;

/// How to read a ledger.
const LEGEND: &str = "Down to residual, the rows of a table add up to \
    resident, without what Residue itself keeps there (observer). A dash is \
    what cannot be known.";

/// What is said of a run that has nothing.
const EMPTY: &str = "The run has no probe: there is nothing to show.";

/// The document of `run`.
pub(crate) fn document(
    run: &Run,
    detail: Detail,
    shape: Shape,
) -> Document<'_> {
    let sections = Section::all(run);
    let mut opening = verdicts::blocks(&sections);
    opening.extend(remedies::blocks(run));
    let mut document = match shape {
        Shape::Comment => comment(run, sections),
        Shape::Page if is_brief(detail, &sections) => {
            let mut blocks = overview::screen(&sections);
            blocks.extend(tables(&sections));
            Document::of(blocks)
        }
        Shape::Page => {
            opening.push(Block::Gap);
            page(run, sections)
        }
    };
    document.blocks.splice(..0, opening);
    document
}

fn is_brief(detail: Detail, sections: &[Section<'_>]) -> bool {
    match detail {
        Detail::Overview => is_much(sections),
        Detail::Table => !sections.is_empty(),
        Detail::Full => false,
    }
}

/// Whether there is more than one screen takes, and a table can stand for it.
fn is_much(sections: &[Section<'_>]) -> bool {
    let mut entries = sections.iter().flat_map(|section| &section.entries);
    let is_long = sections.len() > 1
        || sections.iter().any(|of| Matrix::of(of).is_some());
    is_long && entries.any(|entry| !entry.is_profiler())
}

fn page<'a>(run: &'a Run, sections: Vec<Section<'a>>) -> Document<'a> {
    let lines = circumstances(run).into_iter();
    let mut blocks: Vec<_> = lines.map(Block::note).collect();
    match sections.is_empty() {
        true => blocks.push(Block::text(EMPTY)),
        false => blocks.push(Block::note(LEGEND)),
    }
    blocks.extend(tables(&sections));
    blocks.push(ledgers::all(sections, Shape::Page));
    Document::of(blocks)
}

fn comment<'a>(run: &'a Run, sections: Vec<Section<'a>>) -> Document<'a> {
    let blocks = match sections.is_empty() {
        true => vec![Block::text(EMPTY)],
        false => {
            let mut blocks = overview::comment(&sections);
            blocks.extend(tables(&sections));
            blocks.push(Block::text(LEGEND));
            blocks.push(ledgers::all(sections, Shape::Comment));
            blocks
        }
    };
    let machine = move || vec![Block::Code(circumstances(run))];
    let last = Some(Part::named("Machine and settings", machine));
    Document { blocks, last }
}

/// What is compared over probes, each only where the run has it.
fn tables<'a>(sections: &[Section<'_>]) -> Vec<Block<'a>> {
    let mut blocks = steps::blocks(sections);
    blocks.extend(settings::blocks(sections));
    blocks.extend(policies::blocks(sections));
    blocks
}

/// The machine and the tools, then the settings of each backend: a line each.
fn circumstances(run: &Run) -> Vec<String> {
    let probes = run.probes.iter();
    // Thousands of probes have a few settings between them.
    let known: BTreeSet<_> =
        probes.map(|probe| (&*probe.backend, &probe.settings)).collect();
    let settings: BTreeSet<_> =
        known.into_iter().filter_map(settings_of).collect();
    environment(&run.environment).into_iter().chain(settings).collect()
}

fn environment(of: &Environment) -> Vec<String> {
    let git = of.git.as_ref().map(|commit| format!("commit {commit}"));
    let kernel = format!("{} {} {}", of.os, of.kernel, of.arch);
    let pages = format!("pages of {}", Bytes(of.page_size));
    let huge = format!("huge pages {}", of.transparent_hugepage);
    let overcommit =
        of.overcommit.as_ref().map(|mode| format!("overcommit {mode}"));
    let cores = format!("{} cores", Count(of.cores));
    let memory = Bytes(of.memory).to_string();
    let tool = format!("residue {}", of.residue);
    [
        vec![Some(tool), Some(of.date.clone()), git, Some(of.rustc.clone())],
        vec![Some(of.cpu.clone()), Some(cores), Some(memory)],
        vec![
            Some(kernel),
            of.libc.clone(),
            Some(pages),
            Some(huge),
            overcommit,
        ],
    ]
    .into_iter()
    .map(joined)
    .collect()
}

/// What is known of a line, with a comma between.
fn joined(parts: Vec<Option<String>>) -> String {
    let known = parts.into_iter().flatten();
    let known = known.map(|part| part.trim().to_owned());
    let known: Vec<_> = known.filter(|part| !part.is_empty()).collect();
    known.join(", ")
}

/// The settings that a backend ran with; one line if all its probes agree.
fn settings_of(
    (backend, settings): (&str, &BTreeMap<String, String>),
) -> Option<String> {
    let pairs = settings.iter();
    let pairs: Vec<_> =
        pairs.map(|(key, value)| format!("{key}={value}")).collect();
    (!pairs.is_empty()).then(|| format!("{backend}: {}", pairs.join(" ")))
}
