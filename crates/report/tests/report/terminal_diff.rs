//! A comparison on the terminal.

use residue_present::{Format, TextStyle};
use residue_report::diff::{Diff, Pair, Verdict};
use residue_report::show_diff;
use unicode_width::UnicodeWidthStr;

use crate::sample_diff;

fn rendered(diff: &Diff, options: TextStyle) -> String {
    let mut out = Vec::new();
    show_diff(diff, Format::Terminal, options, &mut out)
        .expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

fn at(width: u16) -> TextStyle {
    TextStyle { width: Some(width), colour: false, links: false }
}

#[test]
fn shows_a_comparison_at_120_columns() {
    insta::assert_snapshot!(rendered(&sample_diff::diff(), at(120)));
}

#[test]
fn shows_a_comparison_at_80_columns() {
    insta::assert_snapshot!(rendered(&sample_diff::diff(), at(80)));
}

#[test]
fn shows_a_comparison_at_40_columns() {
    insta::assert_snapshot!(rendered(&sample_diff::diff(), at(40)));
}

#[test]
fn says_in_one_line_that_nothing_changed() {
    let text = rendered(&sample_diff::same(), at(80));
    insta::assert_snapshot!(text);
}

#[test]
fn says_what_to_pass_where_it_refuses() {
    insta::assert_snapshot!(rendered(&sample_diff::unlike(), at(80)));
}

#[test]
fn is_not_quiet_about_what_was_crossed() {
    let mut diff = sample_diff::same();
    diff.across = sample_diff::diff().across;
    let text = rendered(&diff, at(80));
    assert!(text.contains("Compared across kernel"), "{text}");
    assert!(text.contains("Nothing changed beyond noise."), "{text}");
}

#[test]
fn improved_is_green_and_regressed_is_red_only_with_colour() {
    let plain = rendered(&sample_diff::diff(), at(120));
    assert!(!plain.contains('\u{1b}'));
    let options = TextStyle { colour: true, links: false, ..at(120) };
    let colour = rendered(&sample_diff::diff(), options);
    for (code, verdict) in [(32, "improved"), (31, "regressed")] {
        let styled = format!("\u{1b}[{code}m{verdict}");
        assert!(colour.contains(&styled), "{colour}");
    }
    let mut bare = colour;
    for code in ["0", "1", "2", "31", "32", "33"] {
        bare = bare.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(bare, plain);
}

#[test]
fn fits_the_width_it_is_given() {
    for width in [20, 40, 60, 80, 100, 120, 200] {
        for line in rendered(&sample_diff::diff(), at(width)).lines() {
            assert!(line.width() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn loses_no_change_for_want_of_width() {
    for width in [20, 40, 80, 200] {
        let text = rendered(&sample_diff::diff(), at(width));
        for figure in ["+131.0 MiB", "+1 B", "-8.0 MiB", "3.0 MiB"] {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(figure), "{width}: {figure}\n{text}");
        }
    }
}

#[test]
fn counts_what_it_does_not_list() {
    let mut diff = sample_diff::diff();
    let headline = diff.headlines[0].clone();
    diff.headlines = vec![headline; 13];
    let change = diff.pairs[0].phases[0].changes[0].clone();
    diff.pairs[0].phases[0].changes = vec![change; 70];
    let text = rendered(&diff, at(80));
    assert!(text.contains("  and 3 more\n"), "{text}");
    // With one of a container, six of the phase after, which is no longer the
    // same, and three of the last.
    assert!(text.contains("  and 20 figures more: --format json"), "{text}");
}

#[test]
fn hostile_names_cannot_command_the_terminal() {
    let hostile = "x\u{1b}[2J\u{7}\r\n\u{202e}\u{9b}31m\0".repeat(40);
    let text = rendered(&sample_diff::hostile(&hostile), at(100));
    let obeyed = |c: char| {
        (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)
    };
    assert_eq!(text.find(obeyed), None);
    assert!(text.lines().all(|line| line.width() <= 100));
}

#[test]
fn a_pair_without_a_figure_beyond_noise_has_no_table() {
    let mut diff = sample_diff::same();
    let place = sample_diff::place("quiet-one", "system");
    let verdict = Verdict::WithinNoise;
    diff.pairs.push(Pair { place, verdict, ..Pair::default() });
    let text = rendered(&diff, at(80));
    assert!(!text.contains("quiet-one"), "{text}");
}

#[test]
fn a_writer_that_fails_fails_the_rendering() {
    let mut full: &mut [u8] = &mut [0; 64];
    let diff = sample_diff::diff();
    assert!(
        show_diff(&diff, Format::Terminal, TextStyle::default(), &mut full)
            .is_err()
    );
}
