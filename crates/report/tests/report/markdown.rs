//! A run, and a comparison, for a comment on a pull request.

#[path = "../../../present/tests/present/reader.rs"]
mod reader;

use comrak::nodes::NodeValue;
use proptest::prelude::*;
use residue_present::{Format, TextStyle};
use residue_report::diff::Diff;
use residue_report::pages::PageMaps;
use residue_report::{Detail, Outcome, Run, show_diff, show_run};

pub(crate) use self::reader::assert_tame;
use self::reader::{HOSTILE, columns, each_node, rows, rows_found};
use crate::{sample, sample_diff};

pub(crate) fn rendered(run: &Run) -> String {
    let mut out = Vec::new();
    let (maps, options) = (PageMaps::default(), TextStyle::default());
    let (detail, format) = (Detail::default(), Format::Markdown);
    show_run(run, &maps, detail, format, options, &mut out)
        .expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

pub(crate) fn rendered_diff(diff: &Diff) -> String {
    let mut out = Vec::new();
    show_diff(diff, Format::Markdown, TextStyle::default(), &mut out)
        .expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

fn hostile_run() -> Run {
    let hostile = || HOSTILE.to_owned();
    let mut run = sample::run();
    run.environment.cpu = format!("{HOSTILE} ```` ");
    run.environment.git = Some(hostile());
    for probe in &mut run.probes {
        probe.scenario = hostile();
        probe.backend.push_str(HOSTILE);
        probe.backend_version = hostile();
        probe.remedy = hostile();
        probe.settings.insert(hostile(), hostile());
        probe.warnings.push(hostile());
        if let Outcome::Failed { reason } = &mut probe.outcome {
            *reason = hostile();
        }
        for (index, phase) in probe.phases.iter_mut().enumerate() {
            phase.name = format!("{index}{HOSTILE}");
            phase.absent.insert("metadata".to_owned(), hostile());
            for container in &mut phase.containers {
                container.name = hostile();
            }
        }
    }
    run
}

#[test]
fn shows_a_run() {
    insta::assert_snapshot!(rendered(&sample::run()));
}

#[test]
fn shows_a_comparison() {
    insta::assert_snapshot!(rendered_diff(&sample_diff::diff()));
}

#[test]
fn says_in_one_line_that_nothing_changed() {
    let text = rendered_diff(&sample_diff::same());
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("Nothing changed from before to after"));
}

#[test]
fn says_what_to_pass_where_it_refuses() {
    let text = rendered_diff(&sample_diff::unlike());
    assert!(text.starts_with("### Nothing was compared"), "{text}");
    assert!(text.contains(r"pass --across page\_size,thp."), "{text}");
}

#[test]
fn what_is_written_is_tame() {
    assert_tame(&rendered(&sample::run()));
    assert_tame(&rendered_diff(&sample_diff::diff()));
    assert_tame(&rendered_diff(&sample_diff::unlike()));
}

#[test]
fn tables_are_read_as_tables() {
    let text = rendered(&sample::run());
    // All at once, then of each backend that has phases, with and without
    // the column of holders.
    assert_eq!(columns(&text), [10, 9, 9, 3, 8, 6]);
    assert_eq!(rows_found(&text), rows(&text));
    let text = rendered_diff(&sample_diff::diff());
    assert_eq!(columns(&text), [9, 8, 8]);
    assert_eq!(rows_found(&text), rows(&text));
}

#[test]
fn hostile_names_are_only_text() {
    let run = rendered(&hostile_run());
    assert_tame(&run);
    assert_eq!(columns(&run)[0], 10, "{run}");
    assert_eq!(rows_found(&run), rows(&run));
    let diff = rendered_diff(&sample_diff::hostile(HOSTILE));
    assert_tame(&diff);
    assert_eq!(columns(&diff), [9, 8, 8], "{diff}");
    assert_eq!(rows_found(&diff), rows(&diff));
}

#[test]
fn a_hostile_name_is_read_as_it_is_written() {
    let mut run = sample::run();
    run.probes.truncate(2);
    for probe in &mut run.probes {
        probe.scenario = r"a|b \| `c` <d> &amp; *e* @f #1 $g$ \".to_owned();
    }
    let texts = each_node(&rendered(&run), |node| match node {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let text = texts.concat().replace('\u{200b}', "");
    assert!(text.contains(&run.probes[0].scenario), "{text}");
}

#[test]
fn the_check_finds_what_is_not_tame() {
    let tame = rendered(&sample::run());
    for odd in [
        "see https://evil.example",
        "<b>",
        "<script>\nx\n</script>",
        "\n# h\n",
        "[a](b)",
        "</details>",
        "<details>\n<summary>a</summary>",
        "me@evil.example",
    ] {
        let text = format!("{tame}\n\n{odd}\n");
        let found = std::panic::catch_unwind(|| assert_tame(&text));
        assert!(found.is_err(), "{odd}");
    }
}

#[test]
fn leaves_out_the_last_details_if_a_comment_takes_no_more() {
    let mut run = sample::run();
    let probe = sample::jemalloc();
    run.probes = (0..10_000)
        .map(|index| {
            let mut probe = probe.clone();
            probe.scenario = format!("scenario-{index}");
            probe
        })
        .collect();
    let text = rendered(&run);
    assert_tame(&text);
    let note = "Left out, because a comment takes no more: the details of ";
    assert!(text.contains(note), "{text}");
    assert!(text.contains("`--format html` has all."), "{text}");
    assert!(text.contains("<code>scenario-0</code>"), "{text}");
    assert!(text.contains("Machine and settings"), "{text}");
    assert!(text.contains(" more."), "{text}");
}

#[test]
fn a_large_comparison_fits_a_comment() {
    let mut diff = sample_diff::diff();
    diff.pairs = diff.pairs.iter().cycle().take(10_000).cloned().collect();
    let text = rendered_diff(&diff);
    assert_tame(&text);
    assert!(text.contains("Left out, because"), "{text}");
}

#[test]
fn a_text_without_end_fits_a_comment() {
    let long = "|".repeat(1 << 20);
    assert_tame(&rendered_diff(&sample_diff::hostile(&long)));
    let combining = "\u{301}".repeat(1 << 18);
    assert_tame(&rendered_diff(&sample_diff::hostile(&combining)));
}

#[test]
fn a_profilers_heap_is_never_beside_resident_figures() {
    let mut run = sample::run();
    run.probes = vec![sample::dhat()];
    let text = rendered(&run);
    let line = text.lines().find(|line| line.contains("| dhat |"));
    let cells: Vec<_> = line.unwrap().split('|').map(str::trim).collect();
    // Resident, and all holders but the elements, are unknown.
    assert_eq!(cells[4..10], ["-", "0", "-", "-", "-", "-"], "{text}");
    assert!(text.contains("profiler's own heap"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_comparison_fits_a_comment_and_means_nothing_else(
        name in any::<String>(),
    ) {
        let diff = sample_diff::hostile(&name);
        let text = rendered_diff(&diff);
        prop_assert_eq!(&text, &rendered_diff(&diff));
        assert_tame(&text);
        prop_assert_eq!(columns(&text), [9, 8, 8]);
    }

    /// Most strings have little that means anything; these have nothing else.
    #[test]
    fn any_markup_is_only_text(
        name in r"[ \\\\`*_<>&|~!\[\](){}#+=.:;$@/'\-\n1wgh]{0,24}",
    ) {
        assert_tame(&rendered_diff(&sample_diff::hostile(&name)));
        let mut run = sample::run();
        run.probes.truncate(1);
        run.probes[0].scenario.clone_from(&name);
        run.probes[0].phases[2].name = name;
        let text = rendered(&run);
        assert_tame(&text);
        prop_assert_eq!(columns(&text), [10, 8]);
    }
}
