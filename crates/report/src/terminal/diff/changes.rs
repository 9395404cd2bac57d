//! The table of one pair's changes, as wide as the page allows.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Columns, GAP, Page, bar};
use crate::diff::Presence;
use crate::table::{ChangeLine, Changes, Column, PhaseChanges};
use crate::text::elided;

/// Columns that the name of a figure may take.
const NAME_WIDTH: usize = 32;

/// What a table may do without, to fit the page. What a figure was comes
/// first, because the difference tells it.
const LAYOUTS: [&[Column]; 4] =
    [&[], &[Column::Old], &[Column::Noise], &[Column::Old, Column::Noise]];

/// Writes `changes` as a table, or in sentences if no table fits.
pub(super) fn write<W: Write>(
    changes: &Changes<'_>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let layout = |without: &[Column]| {
        let with = |column: &Column| !without.contains(column);
        Layout::of(changes, Column::ALL.into_iter().filter(with).collect())
    };
    let mut layouts = LAYOUTS.into_iter().map(layout);
    let width = page.width();
    match layouts.find(|layout| layout.width() <= width) {
        Some(layout) => write_table(changes, &layout, page),
        None => write_sentences(changes, page),
    }
}

/// The columns that are shown. The verdict comes last, behind `left`, because
/// it has a colour.
struct Layout {
    left: Columns,
    names: Vec<Column>,
    verdict: usize,
}

impl Layout {
    /// The layout of `changes` in the columns `names`, the verdict last.
    fn of(changes: &Changes<'_>, mut names: Vec<Column>) -> Layout {
        let verdict = widest(changes, Column::Verdict);
        names.retain(|&name| name != Column::Verdict);
        let width = |&name: &Column| (widest(changes, name), name.is_number());
        Layout { left: Columns::new(names.iter().map(width)), names, verdict }
    }

    fn width(&self) -> usize {
        self.left.width() + GAP + self.verdict
    }
}

fn write_table<W: Write>(
    changes: &Changes<'_>,
    layout: &Layout,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let Layout { left, names, .. } = layout;
    let width = layout.verdict;
    let has_bar = layout.width() + GAP + bar::WIDTH <= page.width();
    let most = if has_bar { changes.most_bytes() } else { 0 };
    let header = left.line(names.iter().map(|name| heading(*name)));
    page.faint(&format!("{header}{:GAP$}{}", "", heading(Column::Verdict)))?;
    for phase in &changes.phases {
        write_phase(phase, page)?;
        for line in &phase.lines {
            let row = left.line(names.iter().map(|name| cell(line, *name)));
            let bytes = line.bytes.map_or(0, i64::unsigned_abs);
            let verdict = line.cell(Column::Verdict);
            let bar = bar::bar(bytes, most);
            let tail = format!("{verdict:width$}{:GAP$}{bar}", "");
            let row = format!("{row}{:GAP$}", "");
            page.ending(&row, line.verdict.into(), &tail)?;
        }
    }
    Ok(())
}

fn write_phase<W: Write>(
    phase: &PhaseChanges<'_>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let only = match phase.presence {
        Presence::Both => "",
        Presence::OnlyOld => " (only on the old side)",
        Presence::OnlyNew => " (only on the new side)",
    };
    page.text("  ", &format!("{}{only}", phase.title()))
}

fn heading(column: Column) -> String {
    match column {
        Column::Figure => format!("  {}", column.title()),
        column => column.title().to_owned(),
    }
}

/// Figures stand below the name of their phase, and further in.
fn cell(line: &ChangeLine, column: Column) -> String {
    match column {
        Column::Figure => {
            format!("  {}", elided(line.cell(column), NAME_WIDTH))
        }
        column => line.cell(column).to_owned(),
    }
}

/// How wide the column `name` is.
fn widest(changes: &Changes<'_>, name: Column) -> usize {
    let cells = changes.lines().map(|(_, line)| cell(line, name).width());
    cells.chain([heading(name).width()]).max().unwrap_or(0)
}

fn write_sentences<W: Write>(
    changes: &Changes<'_>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    for phase in &changes.phases {
        write_phase(phase, page)?;
        for line in &phase.lines {
            let cell = |column| line.cell(column);
            let text = format!(
                "{}: {}, now {} ({}), noise {}: {}",
                elided(cell(Column::Figure), NAME_WIDTH),
                cell(Column::Old),
                cell(Column::New),
                cell(Column::Difference),
                cell(Column::Noise),
                cell(Column::Verdict),
            );
            page.toned(line.verdict.into(), "    ", &text)?;
        }
    }
    Ok(())
}
