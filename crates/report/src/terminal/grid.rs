//! A table set in columns.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::columns::{Columns, GAP};
use super::style::Page;
use crate::table::{Line, Table};

/// Writes `table`. If it is too wide for the page, it goes without its column
/// of holders; if it still is, its phases are spread over several tables.
pub(super) fn write<W: Write>(
    table: &Table,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let widths: Vec<_> = (0..table.phases.len())
        .map(|phase| gapped(phase_width(table, phase)))
        .collect();
    let labels = gapped(widest(table, |line| line.label));
    let holders = gapped(widest(table, |line| line.holder));
    let phases: usize = widths.iter().sum();
    let with_holders = holders + labels + phases <= page.width();
    let labels = if with_holders { holders + labels } else { labels };
    let room = page.width().saturating_sub(labels);
    for (index, phases) in spread(&widths, room).into_iter().enumerate() {
        if index > 0 {
            page.line("")?;
        }
        write_part(table, phases, with_holders, page)?;
    }
    Ok(())
}

/// Writes the header faint, and a rule above a sum.
fn write_part<W: Write>(
    table: &Table,
    phases: Range<usize>,
    with_holders: bool,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let columns = columns(table, phases.clone(), with_holders);
    let names = &table.phases[phases.clone()];
    let header = cells(with_holders, "", table.unit.name(), names);
    page.faint(&columns.line(header))?;
    for line in &table.lines {
        if line.is_sum {
            page.faint(&columns.rule())?;
        }
        let figures = &line.cells[phases.clone()];
        let cells = cells(with_holders, line.holder, line.label, figures);
        page.line(&columns.line(cells))?;
    }
    Ok(())
}

fn columns(table: &Table, phases: Range<usize>, holders: bool) -> Columns {
    let unit = table.unit.name().width();
    let label = widest(table, |line| line.label).max(unit);
    // Where nobody holds anything, the column still stands.
    let holder = || widest(table, |line| line.holder).max(1);
    let labels = holders.then(holder).into_iter().chain([label]);
    let figures = phases.map(|phase| (phase_width(table, phase), true));
    Columns::new(labels.map(|width| (width, false)).chain(figures))
}

fn cells<'c>(
    with_holders: bool,
    holder: &'c str,
    label: &'c str,
    figures: &'c [String],
) -> impl Iterator<Item = &'c str> {
    let labels = with_holders.then_some(holder).into_iter().chain([label]);
    labels.chain(figures.iter().map(String::as_str))
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

fn gapped(width: usize) -> usize {
    width + GAP
}

fn widest(table: &Table, label: fn(&Line) -> &'static str) -> usize {
    table.lines.iter().map(|line| label(line).width()).max().unwrap_or(0)
}

fn phase_width(table: &Table, phase: usize) -> usize {
    let figures = table.lines.iter().map(|line| line.cells[phase].width());
    figures.chain([table.phases[phase].width()]).max().unwrap_or(0)
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
