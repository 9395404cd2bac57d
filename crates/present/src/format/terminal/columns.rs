//! Cells set below each other.
//!
//! Not by a library, because a table that is too wide goes without some of
//! its columns, over several tables, or into sentences, for which its widths
//! must be known before a line is set; and because a report may have
//! thousands of tables: for 5,000 of 14 rows and 9 columns, comfy-table 7
//! took four times as long as all of this module (in the same process).

use unicode_width::UnicodeWidthStr;

/// Spaces in front of each column.
pub(super) const GAP: usize = 2;

/// The columns of a table that are shown.
pub(super) struct Columns(Vec<ShownColumn>);

struct ShownColumn {
    width: usize,
    /// Whether its cells stand to the right.
    is_number: bool,
}

/// How many columns of a terminal `text` takes.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

impl Columns {
    /// The columns that take `widths`, each with whether it is of numbers.
    pub(super) fn new(
        widths: impl IntoIterator<Item = (usize, bool)>,
    ) -> Columns {
        let column = |(width, is_number)| ShownColumn { width, is_number };
        Columns(widths.into_iter().map(column).collect())
    }

    /// All columns with their gaps.
    pub(super) fn width(&self) -> usize {
        self.0.iter().map(|column| GAP + column.width).sum()
    }

    /// How many columns of the terminal stand in front of the one at `index`.
    pub(super) fn start(&self, index: usize) -> usize {
        self.0[..index].iter().map(|column| GAP + column.width).sum()
    }

    /// How wide the column at `index` is.
    pub(super) fn width_of(&self, index: usize) -> usize {
        self.0[index].width
    }

    /// Adds a cell of the column at `index` to `line`: `shown` is its text
    /// as it is written, which takes `taken` columns.
    pub(super) fn push(
        &self,
        line: &mut String,
        index: usize,
        shown: &str,
        taken: usize,
    ) {
        let column = &self.0[index];
        let room = column.width.saturating_sub(taken);
        let (before, after) =
            if column.is_number { (room, 0) } else { (0, room) };
        pad(line, GAP + before);
        line.push_str(shown);
        pad(line, after);
    }

    /// A rule as wide as all columns, within `page`.
    pub(super) fn rule(&self, page: usize) -> String {
        let mut rule = String::new();
        pad(&mut rule, GAP);
        rule.push_str(&"─".repeat(self.width().min(page).saturating_sub(GAP)));
        rule
    }
}

fn pad(line: &mut String, spaces: usize) {
    line.extend(std::iter::repeat_n(' ', spaces));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_numbers_to_the_right_by_columns_not_by_characters() {
        let columns = Columns::new([(4, false), (5, true)]);
        let line = |cells: [&str; 2]| {
            let mut line = String::new();
            for (at, cell) in cells.into_iter().enumerate() {
                columns.push(&mut line, at, cell, width(cell));
            }
            line
        };
        assert_eq!(line(["表", "µs"]), "  表       µs");
        assert_eq!(line(["wider", "1"]), "  wider      1");
        assert_eq!(columns.width(), 13);
        assert_eq!(columns.rule(99), "  ───────────");
        assert_eq!(columns.rule(5), "  ───");
    }
}
