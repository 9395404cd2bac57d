//! What is shown of a comparison.

use super::{Column, Document, Row, Table, Tone};
use crate::diff::{
    Change, ChangeKind, Diff, Presence, Severity, SiteDiff, Verdict,
};
use crate::error::Error;
use crate::model::{Figure, Profile};
use crate::text::printable;
use crate::units::{count, counted, share, show, signed, time};
use crate::view::{Asker, label};

/// The document of `diff`: the whole, and of each kind of change of `order`
/// the `limit` sites with the largest.
pub(crate) fn diff(
    diff: &Diff<'_>,
    order: Figure,
    limit: usize,
) -> Result<Document, Error> {
    diff.old.refuse_unknown(order)?;
    diff.new.refuse_unknown(order)?;
    let mut tables = vec![whole(diff)];
    tables.extend(kinds(diff, order));
    tables.extend(changes(diff, order, limit));
    Ok(Document {
        heading: answer(diff),
        facts: vec![("old", side(diff.old)), ("new", side(diff.new))],
        told: told(diff),
        tables,
        notes: notes(diff),
    })
}

fn answer(diff: &Diff<'_>) -> String {
    match diff.verdict() {
        Verdict::Same => "The profiles are the same.".to_owned(),
        Verdict::WithinLimits => "No limit is broken.".to_owned(),
        Verdict::Regressed => match diff.alarms.len() {
            1 => "A figure is beyond its limit.".to_owned(),
            many => {
                let many = count(many as u64);
                format!("{many} figures are beyond their limits.")
            }
        },
    }
}

fn side(profile: &Profile) -> String {
    let sites = counted(profile.points().len() as u64, "call site");
    format!("{}, {sites}", printable(&profile.meta().command))
}

fn told(diff: &Diff<'_>) -> Vec<(Tone, String)> {
    let mut told: Vec<_> = diff
        .alarms
        .iter()
        .take(20)
        .map(|alarm| {
            let tone = match alarm.severity {
                Severity::Hard => Tone::Bad,
                Severity::Soft => Tone::Unsure,
            };
            (tone, printable(&alarm.text))
        })
        .collect();
    let more = diff.alarms.len() - told.len();
    if more > 0 {
        let text = format!("and {} more", count(more as u64));
        told.push((Tone::Plain, text));
    }
    if !diff.unknown.is_empty() {
        let names: Vec<_> =
            diff.unknown.iter().map(|figure| figure.title()).collect();
        let text = format!(
            "not compared, because one side alone knows it: {}",
            names.join(", ")
        );
        told.push((Tone::Unsure, text));
    }
    told
}

fn whole(diff: &Diff<'_>) -> Table {
    let rows = diff.whole.iter().map(|change| Row {
        cells: [change.figure.title().to_owned()]
            .into_iter()
            .chain(sides(diff, change))
            .collect(),
        ..Row::default()
    });
    Table {
        caption: "The whole".to_owned(),
        columns: titles("figure", false),
        rows: rows.collect(),
    }
}

fn titles(first: &str, site: bool) -> Vec<Column> {
    let numbers = ["old", "new", "difference", "share"].map(Column::number);
    let mut columns = Vec::new();
    if !first.is_empty() {
        columns.push(Column::text(first));
    }
    columns.extend(numbers);
    if site {
        columns.push(Column::text("call site"));
    }
    columns
}

fn sides(diff: &Diff<'_>, change: &Change) -> [String; 4] {
    let shown = |value| show(diff.new_meta(), change.figure, value);
    let more = change.difference();
    let size = u64::try_from(more.unsigned_abs()).unwrap_or(u64::MAX);
    let of = share(size, change.old);
    let sign = if more < 0 { "−" } else { "+" };
    [
        shown(change.old),
        shown(change.new),
        signed(more, shown),
        if of.is_empty() || more == 0 { of } else { format!("{sign}{of}") },
    ]
}

/// How many sites changed in which way, and by how much together.
fn kinds(diff: &Diff<'_>, order: Figure) -> Option<Table> {
    if diff.verdict() == Verdict::Same {
        return None;
    }
    let mut rows = Vec::new();
    for kind in ChangeKind::ALL {
        let of: Vec<_> =
            diff.sites.iter().filter(|at| at.kind(order) == kind).collect();
        let sum: i128 = of.iter().map(|site| site.difference(order)).sum();
        let shown = |value| show(diff.new_meta(), order, value);
        rows.push(Row {
            cells: vec![
                kind.name().to_owned(),
                count(of.len() as u64),
                signed(sum, shown),
            ],
            ..Row::default()
        });
    }
    Some(Table {
        caption: format!("Call sites by what became of {}", order.title()),
        columns: vec![
            Column::text("change"),
            Column::number("call sites"),
            Column::number("difference"),
        ],
        rows,
    })
}

/// A table for each kind of change: its largest sites, and the others.
fn changes(diff: &Diff<'_>, order: Figure, limit: usize) -> Vec<Table> {
    let changed = diff.changed(order);
    let kinds =
        ChangeKind::ALL.into_iter().filter(|kind| *kind != ChangeKind::Same);
    let mut tables = Vec::new();
    for kind in kinds {
        let mut of: Vec<_> =
            changed.iter().filter(|at| at.kind(order) == kind).collect();
        of.sort_by_key(|at| std::cmp::Reverse(at.difference(order).abs()));
        if of.is_empty() {
            continue;
        }
        let (shown, rest) = of.split_at(limit.min(of.len()));
        let mut rows: Vec<_> =
            shown.iter().map(|site| row(diff, site, order)).collect();
        rows.extend(others(diff, rest, order));
        tables.push(Table {
            caption: format!("{}, by {}", title(kind), order.title()),
            columns: titles("", true),
            rows,
        });
    }
    tables
}

fn title(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Grown => "Grown",
        ChangeKind::New => "New",
        ChangeKind::Shrunk => "Shrunk",
        ChangeKind::Gone => "Gone",
        ChangeKind::Same => "Same",
    }
}

fn row(diff: &Diff<'_>, site: &SiteDiff, order: Figure) -> Row {
    let mut cells = match site.change(order) {
        Some(change) => sides(diff, change).to_vec(),
        None => Vec::new(),
    };
    let absent = "–".to_owned();
    match site.presence {
        Presence::OnlyNew => cells[0] = absent,
        Presence::OnlyOld => cells[1] = absent,
        Presence::Both => {}
    }
    cells.push(printable(&site.label(diff)));
    let stack: Vec<_> = site.frames(diff).collect();
    let callers = stack.iter().skip(Asker::within(&stack).at);
    let mut callers: Vec<_> =
        callers.skip(1).map(|frame| printable(&label(frame))).collect();
    callers.dedup();
    callers.truncate(3);
    let below = match callers.is_empty() {
        true => None,
        false => Some(format!("← {}", callers.join(" ← "))),
    };
    Row { cells, below, is_sum: false }
}

fn others(diff: &Diff<'_>, rest: &[&&SiteDiff], order: Figure) -> Option<Row> {
    if rest.is_empty() {
        return None;
    }
    let mut sum =
        Change { figure: order, old: 0, new: 0, kind: ChangeKind::Same };
    for change in rest.iter().filter_map(|site| site.change(order)) {
        sum.old += change.old;
        sum.new += change.new;
    }
    let mut cells = sides(diff, &sum).to_vec();
    cells.push(format!("others: {}", counted(rest.len() as u64, "call site")));
    Some(Row { cells, ..Row::default() })
}

fn notes(diff: &Diff<'_>) -> Vec<String> {
    let mut notes = vec![
        "call stacks are paired by their functions and the names of their \
         files: addresses, lines, hashes and the numbers of closures do not \
         count, and a function that calls itself stands once"
            .to_owned(),
        diff.method.clone(),
    ];
    if let Some(limit) = diff.threshold {
        notes.push(format!(
            "short-lived, on both sides: {} or less on the average, as the \
             old side's profiler has it",
            time(diff.old.meta(), limit)
        ));
    }
    notes
}
