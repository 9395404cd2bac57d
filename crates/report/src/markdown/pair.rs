//! One probe of both sides: the table of its changes, folded.

use super::document::Fold;
use super::escape::{html_code, short, text};
use super::grid::{header, row};
use crate::diff::{Pair, Presence};
use crate::table::{ChangeLine, Changes, Column, PhaseChanges};
use crate::text::counted;
use crate::wording::{across, place, probe, repetitions, versions};

/// Lines of one table; the rest is only counted.
const MOST_LINES: usize = 60;

/// The changes of `pair`, to be shown when asked for.
pub(super) fn fold(pair: &Pair) -> Fold {
    let changes = Changes::of(pair, MOST_LINES);
    let title =
        format!("{}: {}", html_code(&place(&pair.place)), changes.tally());
    let columns =
        Column::ALL.map(|column| (column.title(), column.is_number()));
    let columns = [("phase", false)].into_iter().chain(columns);
    let mut body = header(columns);
    for phase in &changes.phases {
        body.push_str(&rows(phase));
    }
    for (index, note) in notes(pair, &changes).iter().enumerate() {
        body.push_str(if index == 0 { "\n" } else { "" });
        body.push_str(&format!("- {}\n", text(note)));
    }
    Fold { name: short(&probe(&pair.place)), title, body }
}

fn rows(phase: &PhaseChanges<'_>) -> String {
    let name = text(&phase.title());
    let only = match phase.presence {
        Presence::Both => None,
        Presence::OnlyOld => Some("only on the old side"),
        Presence::OnlyNew => Some("only on the new side"),
    };
    let mut rows = String::new();
    if let Some(only) = only {
        let blank = Column::ALL.iter().skip(1).map(|_| String::new());
        rows.push_str(&row([name, only.to_owned()].into_iter().chain(blank)));
        return rows;
    }
    for (index, line) in phase.lines.iter().enumerate() {
        let name = if index == 0 { name.clone() } else { String::new() };
        rows.push_str(&row([name].into_iter().chain(cells(line))));
    }
    rows
}

/// Only the figure may have a name from elsewhere in it.
pub(super) fn cells(line: &ChangeLine) -> [String; Column::ALL.len()] {
    Column::ALL.map(|column| match column {
        Column::Figure => text(line.cell(column)),
        column => line.cell(column).to_owned(),
    })
}

fn notes(pair: &Pair, changes: &Changes<'_>) -> Vec<String> {
    let figures = |count: usize| counted(count as u64, "figure");
    let more = (changes.more > 0).then(|| {
        format!("and {} more: --format json has all", figures(changes.more))
    });
    let within = (changes.within_noise > 0)
        .then(|| format!("{} within noise", figures(changes.within_noise)));
    let across = across(&pair.across);
    let notes = [more, versions(pair), repetitions(pair), within, across];
    notes.into_iter().flatten().collect()
}
