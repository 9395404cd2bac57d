//! The record for people.

use crate::Settings;
use crate::case::{CASES, Case, Seen};
use crate::side::SIDES;
use residue_report::Environment;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What the experiment came to, as Markdown.
pub(crate) fn write(
    settings: &Settings,
    environment: &Environment,
    seen: &[Vec<Seen>],
) -> String {
    let mut out = String::new();
    let (pairs, elements) = (settings.pairs, settings.elements);
    let _ = write!(
        out,
        "# What a comparison finds\n\n\
         {pairs} pairs of runs a case, {elements} elements, one run a side, \
         default limits; {}.\n\n\
         | case | old | new | expected | as expected |\n\
         | --- | --- | --- | --- | ---: |\n",
        machine(environment),
    );
    for (case, seen) in CASES.iter().zip(seen) {
        line(&mut out, case, seen);
    }
    against(&mut out, seen);
    commands(&mut out, settings);
    out
}

/// Where and of what build the runs are.
fn machine(of: &Environment) -> String {
    let (cpu, cores, kernel) = (&of.cpu, of.cores, &of.kernel);
    let (rustc, date) = (&of.rustc, &of.date);
    let git = of.git.as_deref().unwrap_or("unknown");
    format!("{cpu}, {cores} cores, {kernel}, {rustc}, commit {git}, {date}")
}

fn line(out: &mut String, case: &Case, seen: &[Seen]) {
    let met = seen.iter().filter(|seen| seen.as_expected()).count();
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {met} of {} |",
        case.name,
        case.old,
        case.new,
        case.expect.title(),
        seen.len(),
    );
}

/// What was said against the expectations, and how often.
fn against(out: &mut String, seen: &[Vec<Seen>]) {
    for (case, seen) in CASES.iter().zip(seen) {
        let mut said = BTreeMap::<&str, u64>::new();
        for text in seen.iter().flat_map(|seen| &seen.0) {
            *said.entry(text).or_default() += 1;
        }
        if said.is_empty() {
            continue;
        }
        let _ =
            write!(out, "\nAgainst what was expected of {}:\n\n", case.name);
        for (text, times) in said {
            let _ = writeln!(out, "- {text} ({times} times)");
        }
    }
}

fn commands(out: &mut String, settings: &Settings) {
    let _ = write!(out, "\n## Commands\n\n```console\n");
    for side in SIDES {
        let args = [&settings.tool.shared()[..], &side.args()].concat();
        let _ = writeln!(
            out,
            "$ residue run {} --out {}",
            args.iter().map(|arg| quoted(arg)).collect::<Vec<_>>().join(" "),
            side.name,
        );
    }
    for case in CASES {
        let across =
            case.across.map_or(String::new(), |key| format!(" --across {key}"));
        let _ = writeln!(
            out,
            "$ residue diff {} {}{across} # exit code {}",
            case.old,
            case.new,
            case.expect.code(),
        );
    }
    let _ = writeln!(out, "```");
}

fn quoted(arg: &str) -> String {
    match arg.contains(['*', '[', '!']) {
        true => format!("'{arg}'"),
        false => arg.to_owned(),
    }
}
