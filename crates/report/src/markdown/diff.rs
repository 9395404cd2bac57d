//! A comparison: the answer, what moved, which limits are broken, what
//! changed the most; the rest folded.

use std::io::{self, Write};

use super::document::{Document, FOR_LIST, Fold, limited};
use super::escape::{strong, text};
use super::grid::{header, row};
use super::pair;
use crate::diff::{Alarm, Diff, Headline, Pair, Severity};
use crate::table::{Changes, Column, LEGEND, Pairs};
use crate::wording::{self, first, is_quiet, quiet};

/// Writes `diff` as Markdown for a comment on a pull request: the answer
/// first. If nothing changed, one line says so.
///
/// ```
/// use residue_report::{diff::Diff, markdown};
///
/// let mut out = Vec::new();
/// markdown::render_diff(&Diff::default(), &mut out)?;
/// assert!(String::from_utf8_lossy(&out).contains("no probe"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn render_diff(diff: &Diff, out: &mut impl Write) -> io::Result<()> {
    if is_quiet(diff) {
        return writeln!(out, "{}", text(&quiet(diff)));
    }
    let pairs = Pairs::of(diff);
    let mut document = Document::ending_with(&method(diff));
    top(diff, &mut document);
    moved(&diff.headlines, &mut document);
    alarms(&diff.alarms, &mut document);
    weightiest(&pairs.changed, &mut document);
    unlike(&pairs, &mut document);
    let changed = pairs.changed.iter().map(|pair| pair::fold(pair));
    document.folds(changed, "probe");
    out.write_all(document.finish().as_bytes())
}

fn top(diff: &Diff, document: &mut Document) {
    if diff.pairs.is_empty() {
        document.push("Neither side has a probe to compare: no probe.\n");
    } else {
        document.push(&format!("### {}\n\n", text(&wording::answer(diff))));
    }
    for (name, side) in [("old", &diff.old), ("new", &diff.new)] {
        document.push(&format!("- {name}: {}\n", text(&wording::side(side))));
    }
    let told = [
        wording::across(&diff.across),
        wording::refused(&diff.refused),
        wording::noted(&diff.noted),
    ];
    for line in told.into_iter().flatten() {
        document.push(&format!("\n{}\n", text(&line)));
    }
    if !diff.pairs.is_empty() {
        let summary = wording::summary(&diff.summary);
        document.push(&format!("\n{}\n", text(&summary)));
    }
}

fn moved(headlines: &[Headline], document: &mut Document) {
    let (shown, more) = first(headlines);
    let items = shown.iter().map(|headline| {
        let verdict = strong(headline.verdict.title());
        format!("- {verdict}: {}\n", text(&headline.text))
    });
    document.list("\n#### What moved\n\n", items, "headline");
    document.more(more, "headline");
}

fn alarms(alarms: &[Alarm], document: &mut Document) {
    let (shown, more) = first(alarms);
    let items = shown.iter().map(|alarm| {
        let severity = match alarm.severity {
            Severity::Hard => "hard",
            Severity::Soft => "soft",
        };
        format!("- {}: {}\n", strong(severity), text(&wording::alarm(alarm)))
    });
    document.list("\n#### Limits that are broken\n\n", items, "alarm");
    document.more(more, "alarm");
}

/// Of each probe the change that weighs the most.
fn weightiest(changed: &[&Pair], document: &mut Document) {
    let rows: Vec<_> = changed
        .iter()
        .filter_map(|pair| {
            let changes = Changes::of(pair, usize::MAX);
            let (phase, line) = changes.weightiest()?;
            let place = [wording::probe(&pair.place), phase.title()];
            let place = place.map(|name| text(&name));
            Some(row(place.into_iter().chain(pair::cells(line))))
        })
        .collect();
    let place = ["probe", "phase"].map(|name| (name, false));
    let columns =
        Column::ALL.map(|column| (column.title(), column.is_number()));
    let header = header(place.into_iter().chain(columns));
    let heading = format!("\n#### What changed the most in each\n\n{header}");
    document.list(&heading, rows.into_iter(), "probe");
}

/// The pairs with nothing to compare.
fn unlike(pairs: &Pairs<'_>, document: &mut Document) {
    let place = |pair: &&&Pair| wording::place(&pair.place);
    let why =
        |pair: &&&Pair| format!("{}: {}", place(pair), wording::unlike(pair));
    names("Could not be compared", &pairs.refused, why, document);
    names("Only on the old side", &pairs.only_old, place, document);
    names("Only on the new side", &pairs.only_new, place, document);
}

fn names(
    heading: &str,
    pairs: &[&Pair],
    name: impl Fn(&&&Pair) -> String,
    document: &mut Document,
) {
    let (shown, more) = first(pairs);
    let items = shown.iter().map(|pair| format!("- {}\n", text(&name(&pair))));
    document.list(&format!("\n#### {heading}\n\n"), items, "probe");
    document.more(more, "probe");
}

fn method(diff: &Diff) -> Fold {
    let lines = [LEGEND].into_iter().chain(diff.method.iter().map(|m| &**m));
    let lines: Vec<_> =
        lines.map(|line| format!("- {}\n", text(line))).collect();
    let (name, title) = ("Method".to_owned(), "Method".to_owned());
    let body = limited(lines.into_iter(), FOR_LIST, "line");
    Fold { name, title, body }
}
