//! Which columns of a table a terminal has room for.

use std::ops::Range;

use super::columns::{GAP, width};
use crate::document::{Narrow, Table};
use crate::text::{elided, harmless};

/// Columns that the last cell of a row keeps, however narrow the terminal.
pub(super) const LEAST_CELL: usize = 16;

/// What of a table is shown, and how.
pub(super) enum Fit {
    /// These columns.
    Columns(Vec<usize>),
    /// Several tables of these columns each.
    Parts(Vec<Vec<usize>>),
    /// A sentence for each row.
    Sentences,
}

impl Fit {
    /// How `table`, whose columns have these `widths`, fits a `page`.
    pub(super) fn of(table: &Table, widths: &[usize], page: usize) -> Fit {
        let without = |out: &[usize]| -> Vec<usize> {
            let all = 0..widths.len();
            all.filter(|column| !out.contains(column)).collect()
        };
        let sets = table.without.iter().map(|out| without(out));
        let mut least = without(&[]);
        for shown in [least.clone()].into_iter().chain(sets) {
            if needed(table, widths, &shown) <= page {
                return Fit::Columns(shown);
            }
            least = shown;
        }
        match table.narrow {
            Narrow::Cut | Narrow::Below => {
                Fit::Columns(cut(table, widths, least, page))
            }
            Narrow::Spread => Fit::Parts(parts(table, widths, &least, page)),
            Narrow::Sentences(_) => Fit::Sentences,
        }
    }
}

/// How wide each column of `table` is, at least 1.
pub(super) fn widths(table: &Table) -> Vec<usize> {
    let mut widths: Vec<_> = table
        .columns
        .iter()
        .map(|column| width(&harmless(&column.title)).max(1))
        .collect();
    // A group without rows has no cell that must fit.
    let rows = table.rows.iter().filter(|row| row.cells.len() > 1);
    for row in rows {
        for (at, cell) in row.cells.iter().enumerate() {
            let most = table.columns[at].widest;
            let cell = match cell.is_figure {
                true => width(&cell.text),
                false => match width(&harmless(&cell.text)) {
                    wide if wide > most => width(&elided(&cell.text, most)),
                    wide => wide,
                },
            };
            widths[at] = widths[at].max(cell);
        }
    }
    // Rows stand below the name of their group, and further in.
    if table.group.is_some() {
        widths[0] += GAP;
    }
    widths
}

/// As many of `shown` as fit. Those to the right go first, but for the last
/// one of the table, which is cut.
fn cut(
    table: &Table,
    widths: &[usize],
    mut shown: Vec<usize>,
    page: usize,
) -> Vec<usize> {
    let last = widths.len() - 1;
    while shown.len() > 2 && needed(table, widths, &shown) > page {
        let ends = shown.last() == Some(&last);
        shown.remove(shown.len() - 1 - usize::from(ends));
    }
    shown
}

/// Columns of the page that `shown` takes; a last one that may be cut counts
/// as what it keeps.
fn needed(table: &Table, widths: &[usize], shown: &[usize]) -> usize {
    let is_cut = matches!(table.narrow, Narrow::Cut | Narrow::Below);
    let wide = |&at: &usize| match is_cut && at + 1 == widths.len() {
        true => widths[at].min(LEAST_CELL),
        false => widths[at],
    };
    shown.iter().map(|at| GAP + wide(at)).sum()
}

/// The columns of numbers over several tables, each with the others.
fn parts(
    table: &Table,
    widths: &[usize],
    shown: &[usize],
    page: usize,
) -> Vec<Vec<usize>> {
    let (numbers, labels): (Vec<_>, Vec<_>) =
        shown.iter().partition(|&&at| table.columns[at].is_number);
    let labels_wide: usize = labels.iter().map(|&at| GAP + widths[at]).sum();
    let wide: Vec<_> = numbers.iter().map(|&at| GAP + widths[at]).collect();
    let room = page.saturating_sub(labels_wide);
    let with_labels = |part: Range<usize>| {
        labels.iter().chain(&numbers[part]).copied().collect()
    };
    spread(&wide, room).into_iter().map(with_labels).collect()
}

/// Cuts columns into ranges, each within `room` if it has more than one.
fn spread(widths: &[usize], room: usize) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut taken = 0;
    for (index, width) in widths.iter().enumerate() {
        match parts.last_mut() {
            Some(part) if taken + width <= room => part.end = index + 1,
            _ => {
                parts.push(index..index + 1);
                taken = 0;
            }
        }
        taken += width;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_columns_over_as_few_parts_as_fit() {
        let ends = |widths: &[usize], room| {
            let parts = spread(widths, room).into_iter();
            parts.map(|part| (part.start, part.end)).collect::<Vec<_>>()
        };
        assert_eq!(ends(&[4, 4, 4], 12), [(0, 3)]);
        assert_eq!(ends(&[4, 4, 4], 11), [(0, 2), (2, 3)]);
        assert_eq!(ends(&[40, 4], 11), [(0, 1), (1, 2)]);
        assert!(spread(&[], 11).is_empty());
    }
}
