//! Cells set below each other.

use unicode_width::UnicodeWidthStr;

/// Spaces in front of each column.
pub(super) const GAP: usize = 2;

/// The columns of a table. Their widths are known before it is set, to see
/// whether it fits; a library would measure and copy each cell once more,
/// which is most of what it takes to show thousands of tables.
pub(super) struct Columns(Vec<Column>);

struct Column {
    width: usize,
    /// Whether its cells stand to the right.
    is_number: bool,
}

impl Columns {
    /// The columns that take `widths`, each with whether it is of numbers.
    pub(super) fn new(
        widths: impl IntoIterator<Item = (usize, bool)>,
    ) -> Columns {
        let column = |(width, is_number)| Column { width, is_number };
        Columns(widths.into_iter().map(column).collect())
    }

    /// All columns with their gaps.
    pub(super) fn width(&self) -> usize {
        self.0.iter().map(|column| GAP + column.width).sum()
    }

    /// One line of cells, from the first column on.
    pub(super) fn line<C: AsRef<str>>(
        &self,
        cells: impl IntoIterator<Item = C>,
    ) -> String {
        let mut line = String::with_capacity(self.width());
        for (column, cell) in self.0.iter().zip(cells) {
            let cell = cell.as_ref();
            let room = column.width.saturating_sub(cell.width());
            let (before, after) =
                if column.is_number { (room, 0) } else { (0, room) };
            pad(&mut line, GAP + before);
            line.push_str(cell);
            pad(&mut line, after);
        }
        line
    }

    /// A rule as wide as all columns.
    pub(super) fn rule(&self) -> String {
        let mut rule = String::new();
        pad(&mut rule, GAP);
        rule.push_str(&"─".repeat(self.width().saturating_sub(GAP)));
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
        assert_eq!(columns.line(["表", "µs"]), "  表       µs");
        assert_eq!(columns.line(["wider", "1"]), "  wider      1");
        assert_eq!(columns.width(), 13);
        assert_eq!(columns.rule(), "  ───────────");
    }
}
