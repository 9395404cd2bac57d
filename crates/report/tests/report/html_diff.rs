//! A comparison as an HTML page.

use residue_report::diff::{Diff, Options, Side, compare};
use residue_report::{Row, Run, html};

use crate::diff::DRIFTS;
use crate::html::{HOSTILE, own_part};
use crate::{sample, sample_diff};

fn rendered(diff: &Diff) -> String {
    let mut out = Vec::new();
    html::render_diff(diff, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

fn side(label: &str, run: &Run) -> Side {
    let mut side = Side::new(label.to_owned(), &DRIFTS);
    side.begin_file("run.json", &run.environment);
    run.probes.iter().for_each(|probe| side.add(probe));
    side
}

#[test]
fn shows_a_comparison_as_a_page() {
    insta::assert_snapshot!(own_part(&rendered(&sample_diff::diff())));
}

#[test]
fn shows_what_moved_as_boxes_of_the_difference() {
    let (old, mut new) = (sample::run(), sample::run());
    let drained = &mut new.probes[2].phases[2];
    let cached = drained.ledger.get(Row::Cached).unwrap();
    drained.ledger.set(Row::Cached, cached + (64 << 20));
    drained.resident += 64 << 20;
    let (old, new) = (side("old", &old), side("new", &new));
    let page = rendered(&compare(&old, &new, &Options::default()));
    assert!(page.contains("title=\"drained: cached +64.0 MiB\""));
    assert_eq!(page.matches("<h3>difference").count(), 1);
}

#[test]
fn no_name_of_a_comparison_becomes_markup() {
    let plain = rendered(&sample_diff::diff());
    let page = rendered(&sample_diff::hostile(HOSTILE));
    let scripts = |page: &str| page.matches("</script").count();
    assert_eq!(scripts(&page), scripts(&plain));
    assert!(!page.contains("<img") && !page.contains('\u{202e}'));
}

#[test]
fn says_the_answer_where_nothing_was_compared() {
    for diff in [sample_diff::same(), sample_diff::unlike(), Diff::default()] {
        let page = rendered(&diff);
        let answer = page.split("class=\"answer\">").nth(1).unwrap();
        assert!(!answer.starts_with('<'), "{}", &answer[..80]);
    }
}
