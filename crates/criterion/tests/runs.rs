//! Real runs of criterion, each in a process of its own.

#[path = "runs/subject.rs"]
mod subject;

use std::path::Path;
use std::process::{Command, Output};

fn main() {
    if subject::is_one() {
        return subject::run();
    }
    prints_what_another_measurer_counts();
    finds_nothing_and_more_and_less_against_a_baseline();
    draws_plots_of_figures_that_repeat();
    names_what_criterion_frees_itself();
    refuses_what_it_cannot_measure();
    refuses_when_switched_off();
}

/// Starts this program anew as a bench, with its results in `home`.
fn bench(home: &Path, subject: &str, args: &[&str]) -> Output {
    let this = std::env::current_exe().unwrap();
    let mut command = Command::new(this);
    command.env("CRITERION_HOME", home).env(subject::VARIABLE, subject);
    command.env_remove("RESIDUE").arg("--bench").args(args);
    command.output().unwrap()
}

fn passes(home: &Path, subject: &str, args: &[&str]) -> String {
    let output = bench(home, subject, args);
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{subject}: {text}{errors}");
    assert!(!text.contains("ERROR"), "{text}");
    text
}

fn fails(subject: &str, why: &str) {
    let home = tempfile::tempdir().unwrap();
    let output = bench(home.path(), subject, &[]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{subject} passed");
    assert!(errors.contains(why), "{subject}: {errors}");
}

/// The line of `name` in what criterion printed.
fn figures<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines()
        .find(|line| line.starts_with(name) && line.contains('['))
        .and_then(|line| line.split(['[', ']']).nth(1))
        .unwrap_or_else(|| panic!("no {name} in {text}"))
}

fn prints_what_another_measurer_counts() {
    let home = tempfile::tempdir().unwrap();
    let text = passes(home.path(), "all", &[]);
    for line in text.lines().filter_map(|line| line.strip_prefix("expect ")) {
        let (name, figure) = line.split_once('=').unwrap();
        let expected = format!("{figure} {figure} {figure}");
        assert_eq!(figures(&text, name), expected, "{name}: {text}");
    }
    assert_eq!(text.matches("expect ").count(), 4 * 4 + 5, "{text}");
    let varies = figures(&text, "live varying");
    assert!(varies.contains("144 B"), "the mean of 0 to 9 * 32: {varies}");
}

fn finds_nothing_and_more_and_less_against_a_baseline() {
    let home = tempfile::tempdir().unwrap();
    let none: &[&str] = &["No change in performance detected."];
    let (more, less) =
        (&["Performance has regressed."], &["Performance has improved."]);
    passes(home.path(), "of 8", &["--save-baseline", "eight"]);
    passes(home.path(), "of 0", &["--save-baseline", "zero"]);
    for (subject, baseline, expected) in [
        ("of 8", "eight", none),
        ("of 16", "eight", more),
        ("of 0", "eight", less),
        ("of 0", "zero", none),
        ("of 8", "zero", more),
    ] {
        let text = passes(home.path(), subject, &["--baseline", baseline]);
        assert!(text.contains(expected[0]), "{subject}, {baseline}: {text}");
    }
}

fn draws_plots_of_figures_that_repeat() {
    let plots = ["--plotting-backend", "plotters"];
    for subject in ["of 0", "of 8", "by time"] {
        let home = tempfile::tempdir().unwrap();
        passes(home.path(), subject, &plots);
        let drawn = home.path().join("measured/report/pdf.svg");
        assert!(drawn.exists(), "{subject}: no plot");

        // As the docs say. Should this pass one day, they are to change.
        let again = bench(home.path(), subject, &plots);
        let errors = String::from_utf8_lossy(&again.stderr);
        assert!(errors.contains("kde.rs"), "{subject}: {errors}");
        passes(home.path(), subject, &["--noplot"]);
    }
}

fn names_what_criterion_frees_itself() {
    fails("batched", "freed");
}

fn refuses_what_it_cannot_measure() {
    fails("peak of many", "call iter_each");
    fails("freeing", "criterion takes no negative figure");
}

fn refuses_when_switched_off() {
    let this = std::env::current_exe().unwrap();
    let mut command = Command::new(this);
    command.env("RESIDUE", "off");
    command.env(subject::VARIABLE, "of 8").arg("--bench");
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(errors.contains("do not set RESIDUE=off"), "{errors}");
}
