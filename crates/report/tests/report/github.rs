//! A comparison as annotations on a pull request.

use residue_present::{Format, TextStyle};
use residue_report::diff::{Diff, Severity};
use residue_report::show_diff;

use crate::sample_diff;

pub(crate) fn rendered(diff: &Diff) -> String {
    let mut out = Vec::new();
    show_diff(diff, Format::Github, TextStyle::default(), &mut out)
        .expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

fn count(text: &str, level: &str) -> usize {
    let begins = |line: &&str| line.starts_with(&format!("::{level} title="));
    text.lines().filter(begins).count()
}

#[test]
fn shows_a_comparison() {
    insta::assert_snapshot!(rendered(&sample_diff::diff()));
}

#[test]
fn a_refusal_is_an_error_that_says_what_to_pass() {
    let text = rendered(&sample_diff::unlike());
    assert_eq!(count(&text, "error"), 1, "{text}");
    assert!(text.contains("pass --across page_size,thp."), "{text}");
}

#[test]
fn nothing_is_annotated_where_nothing_changed() {
    let text = rendered(&sample_diff::same());
    assert!(!text.contains("::"), "{text}");
    assert!(text.starts_with("Nothing changed beyond noise."), "{text}");
}

#[test]
fn what_github_would_drop_stands_in_the_last_annotation() {
    let mut diff = sample_diff::diff();
    diff.alarms.retain(|alarm| alarm.severity == Severity::Soft);
    let alarm = diff.alarms[0].clone();
    diff.alarms = vec![alarm; 13];
    let text = rendered(&diff);
    assert_eq!(count(&text, "warning"), 10, "{text}");
    let last = text.lines().rfind(|line| line.starts_with("::warning"));
    let last = last.unwrap();
    assert!(last.starts_with("::warning title=4 warnings more::"), "{last}");
    assert_eq!(last.matches("%0A").count(), 3, "{last}");
}

#[test]
fn hostile_names_begin_no_command_of_their_own() {
    let hostile = "a\r\n::error title=x::y\n##[error]z%0A, b: c\u{1b}[2J";
    let text = rendered(&sample_diff::hostile(hostile));
    let levels = ["error", "warning", "notice"];
    let commands: usize = levels.iter().map(|level| count(&text, level)).sum();
    let expected = rendered(&sample_diff::diff());
    assert_eq!(text.lines().count(), expected.lines().count(), "{text}");
    assert_eq!(commands, expected.matches("title=").count());
    for line in text.lines().filter(|line| line.starts_with("::")) {
        let title = line.split("::").nth(1).unwrap();
        let (_, title) = title.split_once("title=").unwrap();
        assert!(!title.contains([':', ',', '\n']), "{line}");
        assert!(title.contains("%3A%3Aerror title=x"), "{line}");
        assert!(!line.contains("%0A, b"), "{line}");
    }
    assert!(!text.contains(['\r', '\u{1b}']), "{text}");
}
