//! A table in Markdown: a row, and the row that divides headings from cells.
//! Cells are escaped by whoever makes them.

/// One row.
pub(super) fn row<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let mut row = "|".to_owned();
    for cell in cells {
        row.push(' ');
        row.push_str(cell.as_ref());
        row.push_str(" |");
    }
    row.push('\n');
    row
}

/// The headings, each with whether its column is of numbers, and below them
/// the divider.
pub(super) fn header<C: AsRef<str>>(
    columns: impl IntoIterator<Item = (C, bool)>,
) -> String {
    let (names, numbers): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let dividers = numbers
        .into_iter()
        .map(|is_number| if is_number { "---:" } else { "---" });
    row(names) + &row(dividers)
}
