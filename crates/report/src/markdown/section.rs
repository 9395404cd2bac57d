//! One scenario: its ledgers under each backend, folded.

use super::document::Fold;
use super::escape::{html_code, short, strong, text};
use super::grid::{header, row};
use crate::section::{Entry, Section};
use crate::table::{Line, Table};
use crate::text::counted;
use crate::units::Unit;

/// The section, to be shown when asked for.
pub(super) fn fold(section: &Section<'_>) -> Fold {
    let elements = counted(section.elements, "element");
    let mut title = format!("{}, {elements}", html_code(section.scenario));
    if !section.remedy.is_empty() {
        title.push_str(&format!(", remedy {}", html_code(section.remedy)));
    }
    let unit = section.unit();
    let entries = section.entries.iter().map(|entry| ledger(entry, unit));
    let body = entries.collect::<Vec<_>>().join("\n");
    Fold { name: short(section.scenario), title, body }
}

fn ledger(entry: &Entry<'_>, unit: Unit) -> String {
    let probe = entry.shown();
    let table = Table::of(probe, unit);
    let mut body = format!("{}\n", strong(&entry.title()));
    if !probe.phases.is_empty() {
        body.push('\n');
        body.push_str(&grid(&table));
    }
    let warnings =
        probe.warnings.iter().map(|warning| format!("Warning: {warning}"));
    // Notes of a table without phases are notes of nothing.
    let notes = if probe.phases.is_empty() { Vec::new() } else { table.notes };
    let remarks = entry.failures().chain(warnings).chain(notes);
    for (index, remark) in remarks.enumerate() {
        body.push_str(if index == 0 { "\n" } else { "" });
        body.push_str(&format!("- {}\n", text(&remark)));
    }
    body
}

fn grid(table: &Table) -> String {
    let has_holders = table.lines.iter().any(|line| !line.holder.is_empty());
    let unit = table.unit.name().to_owned();
    let phases = table.phases.iter().map(|name| (text(name), true));
    let labels = has_holders.then(|| (String::new(), false));
    let labels = labels.into_iter().chain([(unit, false)]);
    let mut grid = header(labels.chain(phases));
    for line in &table.lines {
        grid.push_str(&row(cells(line, has_holders)));
    }
    grid
}

/// A sum is strong, because no rule can be drawn above it.
fn cells(line: &Line, has_holders: bool) -> Vec<String> {
    let set = |cell: &str| match line.is_sum && !cell.is_empty() {
        true => format!("**{cell}**"),
        false => cell.to_owned(),
    };
    let holder = has_holders.then(|| line.holder.to_owned());
    let figures = line.cells.iter().map(|cell| set(cell));
    holder.into_iter().chain([set(line.label)]).chain(figures).collect()
}
