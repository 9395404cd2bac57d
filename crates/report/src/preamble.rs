//! What all tables of a run have in common, for all formats: the machine, the
//! allocators' settings, and how to read a table.

use std::collections::BTreeSet;

use crate::run::{Environment, Probe, Run};
use crate::units::{Bytes, Count};

/// How to read a ledger.
pub(crate) const LEGEND: &str = "Down to residual, the rows of a table add up to \
    resident, without what Residue itself keeps there (observer). A dash is \
    what cannot be known.";

/// The machine and the tools, then the settings of each backend: a line each.
pub(crate) fn circumstances(run: &Run) -> Vec<String> {
    let settings: BTreeSet<_> =
        run.probes.iter().filter_map(settings).collect();
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
fn settings(probe: &Probe) -> Option<String> {
    let pairs = probe.settings.iter();
    let pairs: Vec<_> =
        pairs.map(|(key, value)| format!("{key}={value}")).collect();
    (!pairs.is_empty())
        .then(|| format!("{}: {}", probe.backend, pairs.join(" ")))
}
