//! The record for people.

use crate::case::{Case, Expect, Seen};
use crate::{Settings, table};
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
         {pairs} pairs of runs at most, {elements} elements, default limits; \
         {}.\n\n\
         | case | old | new | expected | as expected |\n\
         | --- | --- | --- | --- | ---: |\n",
        machine(environment),
    );
    let cases: Vec<_> = settings.suite.cases.iter().zip(seen).collect();
    for (case, seen) in &cases {
        line(&mut out, case, seen);
    }
    against(&mut out, &cases);
    if !settings.suite.keeps {
        probes(&mut out, &cases);
    }
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
fn against(out: &mut String, cases: &[(&Case, &Vec<Seen>)]) {
    for (case, seen) in cases {
        let mut said = BTreeMap::<&str, u64>::new();
        for text in seen.iter().flat_map(|seen| &seen.against) {
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

/// Of each probe in which nothing changed, in how many pairs it was quiet, and
/// how near it came to an alarm.
fn probes(out: &mut String, cases: &[(&Case, &Vec<Seen>)]) {
    for (case, seen) in cases {
        if matches!(case.expect, Expect::Nothing) {
            let _ = write!(
                out,
                "\n## Probes of {}\n\n\
                 Pairs without an alarm, and how much of its floor the figure \
                 took that came nearest to it, in any pair.\n\n",
                case.name
            );
            table::write(out, seen);
        }
    }
}

fn commands(out: &mut String, settings: &Settings) {
    let _ = write!(out, "\n## Commands\n\n```console\n");
    for side in settings.suite.sides {
        let args = settings.tool.args(side);
        let _ = writeln!(
            out,
            "$ residue run {} --out {}",
            args.iter().map(|arg| quoted(arg)).collect::<Vec<_>>().join(" "),
            side.name,
        );
    }
    for case in settings.suite.cases {
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
