//! Columns of a table that fit a terminal.

use unicode_width::UnicodeWidthStr;

use crate::show::Table;
use crate::text::elided;

/// Columns that the last cell of a row keeps, however narrow the terminal.
pub(super) const LEAST_CELL: usize = 16;

/// Spaces in front of a cell.
const GAP: usize = 2;

/// The columns of a table that are shown, and how wide each is.
pub(super) struct Grid {
    width: usize,
    widths: Vec<usize>,
    /// Which columns are shown; the last always is.
    shown: Vec<usize>,
}

impl Grid {
    /// As many columns of `table` as fit `width`. Those to the right go first,
    /// but for the last, which says what a row is of.
    pub(super) fn of(table: &Table, width: usize) -> Grid {
        let widest = |at: usize| {
            let cells = table.rows.iter().map(|row| row.cells[at].width());
            cells.chain([table.columns[at].title.width()]).max().unwrap_or(0)
        };
        let widths: Vec<_> = (0..table.columns.len()).map(widest).collect();
        let mut shown: Vec<_> = (0..widths.len()).collect();
        while shown.len() > 2 && needed(&widths, &shown) > width {
            shown.remove(shown.len() - 2);
        }
        Grid { width, widths, shown }
    }

    /// One line of cells, of which the last is cut where the terminal ends.
    pub(super) fn line(&self, table: &Table, cells: &[&str]) -> String {
        let mut line = String::new();
        for &at in &self.shown {
            let cell = cells[at];
            line.push_str("  ");
            let blank = self.widths[at].saturating_sub(cell.width());
            let blank = " ".repeat(blank);
            let is_last = at + 1 == self.widths.len();
            match (table.columns[at].is_number, is_last) {
                (true, _) => line.extend([blank.as_str(), cell]),
                (false, true) => {
                    let room = self.width.saturating_sub(line.width());
                    line.push_str(&elided(cell, room.max(LEAST_CELL)));
                }
                (false, false) => line.extend([cell, blank.as_str()]),
            }
        }
        line
    }

    /// Which columns have no room, in words; `None` if all have.
    pub(super) fn left_out(&self, table: &Table) -> Option<String> {
        let is_out = |at: &usize| !self.shown.contains(at);
        let out = (0..self.widths.len()).filter(is_out);
        let titles: Vec<_> =
            out.map(|at| table.columns[at].title.as_str()).collect();
        let titles = titles.join(", ");
        (!titles.is_empty()).then(|| format!("no room for: {titles}"))
    }
}

/// Columns of a terminal that the shown ones take, the last cut to its least.
fn needed(widths: &[usize], shown: &[usize]) -> usize {
    let last = widths.len() - 1;
    let width = |&at: &usize| match at == last {
        true => widths[at].min(LEAST_CELL),
        false => widths[at],
    };
    shown.iter().map(|at| GAP + width(at)).sum()
}
