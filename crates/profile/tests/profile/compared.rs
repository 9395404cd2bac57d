//! Two profiles held against each other.

use residue_present::Format;
use residue_profile::diff::{
    Across, ChangeKind, Diff, Limit, Limits, Options, Presence, Verdict,
};
use residue_profile::show::{self, Selection};
use residue_profile::{Figure, Grouping, Marks, Profile, html, json};
use serde_json::Value;

use crate::case::{case, case_text};
use crate::common::{fixture, large, read, text};

fn limited(limits: &[&str]) -> Options {
    let parse = |text: &&str| Limit::parse(text).unwrap();
    let limits: Limits = limits.iter().map(parse).collect();
    Options { limits, ..Options::default() }
}

/// The heap of the C program, with `old` in its file changed to `new`.
fn changed(old: &str, new: &str) -> Profile {
    let text = text("valgrind-heap");
    assert!(text.contains(old), "{old} is in the fixture");
    read(&text.replace(old, new))
}

#[test]
fn a_profile_is_the_same_as_itself() {
    let profile = fixture("dhat-rs-heap");
    let diff = Diff::of(&profile, &profile, &Options::default()).unwrap();
    assert_eq!(diff.verdict(), Verdict::Same);
    assert!(diff.changed(Figure::Total).is_empty());
}

#[test]
fn moved_lines_addresses_hashes_and_closures_are_no_change() {
    let old = fixture("valgrind-heap");
    let moved = changed("(app.c:", "(src/moved/app.c:1");
    let moved_text = text("valgrind-heap")
        .replace("0x1091", "0x5591")
        .replace("leak (", "leak.constprop.0 (");
    for new in [moved, read(&moved_text)] {
        let diff = Diff::of(&old, &new, &Options::default()).unwrap();
        assert_eq!(diff.verdict(), Verdict::Same);
    }
    let old = read(&large::profile(50, 0));
    let new = read(&large::profile(50, 3).replace(".rs:1", ".rs:91"));
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    assert!(diff.sites.iter().all(|site| site.presence == Presence::Both));
}

#[test]
fn a_stack_is_grown_shrunk_new_or_gone_and_all_add_up() {
    let old = fixture("valgrind-heap");
    let new = changed("churn (app.c:5)", "burst (app.c:5)");
    let new = {
        let mut out = Vec::new();
        residue_profile::export::dhat(&new, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        read(&text.replace("\"tb\":66016", "\"tb\":70000"))
    };
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    let kind = |name: &str| {
        let has = |at: &&_| -> bool {
            let site: &residue_profile::diff::SiteDiff = at;
            site.frames(&diff).any(|frame| frame.function() == name)
        };
        diff.sites.iter().find(has).unwrap().kind(Figure::Total)
    };
    assert_eq!(kind("leak"), ChangeKind::Grown);
    assert_eq!(kind("burst"), ChangeKind::New);
    assert_eq!(kind("churn"), ChangeKind::Gone);
    assert_eq!(kind("deep"), ChangeKind::Same);
    for change in &diff.whole {
        let parts = diff.sites.iter().map(|at| at.difference(change.figure));
        assert_eq!(parts.sum::<i128>(), change.difference());
    }
    let back = Diff::of(&new, &old, &Options::default()).unwrap();
    let shrunk = back.changed(Figure::Total);
    assert!(
        shrunk.iter().any(|at| at.kind(Figure::Total) == ChangeKind::Shrunk)
    );
}

#[test]
fn a_caller_that_was_renamed_is_no_growth_of_what_it_calls() {
    let (old, new) = (case("moved-old"), case("moved-new"));
    let diff = Diff::of(&old, &new, &limited(&["peak=+100B"])).unwrap();
    let changed: Vec<_> = diff.changed(Figure::Peak);
    let said = changed
        .iter()
        .map(|at| (at.label(&diff), at.difference(Figure::Peak), at.presence));
    let line = "app::log::line (log.rs:7)".to_owned();
    assert_eq!(said.collect::<Vec<_>>(), [(line, 10, Presence::Both)]);
    let fails = |limits: &[&str]| {
        Diff::of(&old, &new, &limited(limits)).unwrap().fails()
    };
    assert!(!fails(&["app::cache*:peak=+0"]));
    assert!(fails(&["app::log*:peak=+0"]));
}

#[test]
fn what_a_linker_numbers_is_no_change() {
    let (old, new) = (case("lto-suffix-old"), case("lto-suffix-new"));
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    assert_eq!(diff.verdict(), Verdict::Same);
}

#[test]
fn what_has_no_name_cannot_be_told_to_be_the_same() {
    let (old, new) = (case("nosym-old"), case("nosym-new"));
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    assert_eq!(diff.verdict(), Verdict::CannotTell);
    let mut out = Vec::new();
    json::render_diff(&diff, Figure::Total, 2, &mut out).unwrap();
    let said: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(said["verdict"], "cannot_tell");
    let mut out = Vec::new();
    let (selection, options) = (Selection::default(), Default::default());
    show::diff(&diff, selection, Format::Markdown, options, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("is not known"), "{out}");
    let limits = limited(&["app::*:peak=+0", "peak=+0"]);
    let untold = Diff::of(&old, &new, &limits).unwrap().untold;
    assert_eq!(untold, ["app::*:peak=+0"]);
    let same = Diff::of(&old, &old, &Options::default()).unwrap();
    assert_eq!(same.verdict(), Verdict::Same, "of one file");
}

#[test]
fn stacks_of_one_site_are_netted_for_a_limit_on_it() {
    let old = case("moved-old");
    // A second caller takes over a part of what one had, and 1 B more.
    let stacks = case_text("moved-new")
        .replace("\"gb\": 1000", "\"gb\": 400")
        .replace("\"gb\": 20", "\"gb\": 601")
        .replace("    1,\n    4,\n    5", "    1,\n    2,\n    5")
        .replace("\"tb\": 20", "\"tb\": 601")
        .replace("\"mb\": 20", "\"mb\": 601");
    let new = read(&stacks);
    let alarms =
        |limit: &str| Diff::of(&old, &new, &limited(&[limit])).unwrap().alarms;
    assert!(alarms("app::cache*:peak=+1B").is_empty());
    let said = &alarms("app::cache*:peak=+0")[0].text;
    assert!(said.contains("from 1000 B to 1001 B"), "{said}");
}

#[test]
fn groups_of_a_comparison_add_up_and_are_named() {
    let (old, new) = (case("moved-old"), case("moved-new"));
    for grouping in Grouping::ALL {
        let options = Options { grouping, ..Options::default() };
        let diff = Diff::of(&old, &new, &options).unwrap();
        let changed = diff.changed(Figure::Peak);
        assert_eq!(changed.len(), 1, "{grouping}");
        assert_eq!(changed[0].difference(Figure::Peak), 10);
        let label = changed[0].label(&diff);
        let expected = match grouping {
            Grouping::Stack => "app::log::line (log.rs:7)",
            Grouping::Function => "app::log::line",
            Grouping::File => "app/src/log.rs",
            Grouping::Crate => "app",
        };
        assert_eq!(label, expected);
        let mut out = Vec::new();
        let (all, text) = (Selection::default(), Default::default());
        show::diff(&diff, all, Format::Terminal, text, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let title = ["Call sites", "Functions", "Files", "Crates"]
            [Grouping::ALL.iter().position(|at| *at == grouping).unwrap()];
        assert!(out.contains(&format!("{title} by what became")), "{out}");
    }
}

#[test]
fn blocks_are_short_lived_by_one_threshold_on_both_sides() {
    let (old, new) = (case("short-old"), case("short-new"));
    let options = Options::default();
    let diff = Diff::of(&old, &new, &options).unwrap();
    assert_eq!(diff.verdict(), Verdict::Same);
    let text = case_text("short-new").replace("\"tuth\": 10", "\"tuth\": 99");
    let other = read(&text);
    let diff = Diff::of(&old, &other, &options).unwrap();
    assert_eq!(diff.verdict(), Verdict::Same);
    assert_eq!(diff.threshold, Some(10));
    let diff = Diff::of(&other, &old, &options).unwrap();
    let short = *diff.change(Figure::ShortLived).unwrap();
    assert_eq!((short.old, short.new), (1000, 1000));
    let text = case_text("short-new").replace("µs", "instrs");
    let instrs = read(&text);
    let diff = Diff::of(&old, &instrs, &options).unwrap();
    assert!(diff.unknown.contains(&Figure::ShortLived));
}

#[test]
fn recursion_of_another_depth_is_the_same_stack() {
    let old = fixture("valgrind-heap");
    let new = changed("[1,6,7,7,7,8]", "[1,6,7,7,7,7,7,8]");
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    assert_eq!(diff.verdict(), Verdict::Same);
}

#[test]
fn points_of_one_stack_are_one_site() {
    let old = fixture("valgrind-heap");
    let twice = text("valgrind-heap").replace("[1,4,5]", "[1,2,3]");
    let new = read(&twice);
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    assert_eq!(diff.sites.len(), 3);
    let leak = diff.sites.iter().find(|at| at.label(&diff).starts_with("leak"));
    assert_eq!(leak.unwrap().difference(Figure::Total), 16_000);
}

#[test]
fn growth_breaks_the_limit_that_it_exceeds_and_no_other() {
    let old = fixture("valgrind-heap");
    let none = Diff::of(&old, &old, &Options::default()).unwrap();
    assert!(!none.fails());
    let new = changed(
        "\"eb\":0,\"ebk\":0\n  ,\"rb\":0,\"wb\":16000",
        "\"eb\":320,\"ebk\":10\n  ,\"rb\":0,\"wb\":16000",
    );
    let fails = |limits: &[&str]| {
        Diff::of(&old, &new, &limited(limits)).unwrap().fails()
    };
    assert!(fails(&[]), "any growth of memory is an alarm by default");
    let alarms = Diff::of(&old, &new, &Options::default()).unwrap().alarms;
    let said = "most of it at churn (app.c:5): +320 B";
    assert!(alarms[0].text.contains(said), "{}", alarms[0].text);
    assert!(fails(&["end=+300B"]) && !fails(&["end=+320B"]));
    assert!(fails(&["end=+0.4%"]) && !fails(&["end=+0.5%"]));
    assert!(fails(&["churn:end=+0"]) && !fails(&["leak:end=+0"]));
    assert!(!fails(&["total=+0"]));
    let soft = Limit::parse("end=+0").unwrap().soft();
    let options =
        Options { limits: [soft].into_iter().collect(), ..Options::default() };
    let diff = Diff::of(&old, &new, &options).unwrap();
    assert!(!diff.fails() && diff.alarms.len() == 1);
}

#[test]
fn what_means_something_else_is_refused() {
    let options = Options::default();
    let (heap, copy) = (fixture("valgrind-heap"), fixture("valgrind-copy"));
    let error = Diff::of(&heap, &copy, &options).unwrap_err().to_string();
    assert!(error.contains("mode heap, now copy"), "{error}");
    let of = |scenario: &str, elements| {
        let mut profile = heap.clone();
        let scenario = scenario.to_owned();
        profile.set_marks(Marks { scenario, elements, ..Marks::default() });
        profile
    };
    let (one, other) = (of("a", 1), of("b", 2));
    let error = Diff::of(&one, &other, &options).unwrap_err().to_string();
    assert!(error.contains("--across scenario,elements"), "{error}");
    let across = vec![Across::Scenario, Across::Elements];
    let forced = Options { across, ..Options::default() };
    assert!(Diff::of(&one, &other, &forced).is_ok());
    assert!(Diff::of(&one, &heap, &options).is_ok(), "one side tells nothing");
}

#[test]
fn a_comparison_is_shown_in_every_format() {
    let (old, new) =
        (read(&large::profile(300, 0)), read(&large::profile(300, 7)));
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    let mut out = Vec::new();
    let (selection, options) = (Selection::default(), Default::default());
    show::diff(&diff, selection, Format::Terminal, options, &mut out).unwrap();
    let shown = String::from_utf8(out).unwrap();
    assert!(shown.contains("Grown, by total"), "{shown}");
    let mut out = Vec::new();
    show::diff(&diff, selection, Format::Markdown, options, &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().contains("**broken**"));
    let mut out = Vec::new();
    html::render_diff(&diff, Figure::Total, 9, &mut out).unwrap();
    let mut out = Vec::new();
    json::render_diff(&diff, Figure::Total, 2, &mut out).unwrap();
    let said: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(said["verdict"], "regressed");
    assert_eq!(said["changed"].as_array().unwrap().len(), 2);
    assert_eq!(said["others"], 1);
}
