//! A table set in columns.

use std::io::{self, Write};
use std::ops::Range;

use comfy_table::{CellAlignment, ContentArrangement, Table as Columns};
use unicode_width::UnicodeWidthStr;

use super::style::Page;
use crate::table::{Line, Table};

/// Spaces in front of the table and between its columns.
const GAP: u16 = 2;

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

fn write_part<W: Write>(
    table: &Table,
    phases: Range<usize>,
    with_holders: bool,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let mut columns = Columns::new();
    columns.load_preset(comfy_table::presets::NOTHING);
    columns.set_content_arrangement(ContentArrangement::Disabled);
    let names = &table.phases[phases.clone()];
    columns.add_row(cells(with_holders, "", table.unit.name(), names));
    for line in &table.lines {
        let figures = &line.cells[phases.clone()];
        columns.add_row(cells(with_holders, line.holder, line.label, figures));
    }
    let labels = if with_holders { 2 } else { 1 };
    for (index, column) in columns.column_iter_mut().enumerate() {
        column.set_padding((GAP, 0));
        if index >= labels {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    write_lines(&columns, &table.lines, page)
}

/// Writes the header faint, and a rule above a sum.
fn write_lines<W: Write>(
    columns: &Columns,
    lines: &[Line],
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let mut set = columns.lines();
    let header = set.next().unwrap_or_default();
    page.faint(&header)?;
    let gap = usize::from(GAP);
    let rule = "─".repeat(header.trim_end().width().saturating_sub(gap));
    for (line, text) in lines.iter().zip(set) {
        if line.is_sum {
            page.faint(&format!("{:gap$}{rule}", ""))?;
        }
        page.line(&text)?;
    }
    Ok(())
}

fn cells(
    with_holders: bool,
    holder: &str,
    label: &str,
    figures: &[String],
) -> Vec<String> {
    let holder = with_holders.then(|| holder.to_owned());
    let label = Some(label.to_owned());
    let labels = holder.into_iter().chain(label);
    labels.chain(figures.iter().cloned()).collect()
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
    width + usize::from(GAP)
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
