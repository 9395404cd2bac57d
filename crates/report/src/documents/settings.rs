//! The table of settings, and which one to take.

use residue_present::{
    Block, Cell, Column, Item, Level, List, Nanoseconds, Narrow, Row, Table,
};

use crate::section::Section;
use crate::settings::{HalfLife, Matrix, MatrixLine, Stretch, advice};

/// A table for each of `sections` that ran with several settings.
pub(super) fn blocks<'a>(sections: &[Section<'_>]) -> Vec<Block<'a>> {
    let matrix =
        |section: &Section<'_>| Some(of(section, &Matrix::of(section)?));
    sections.iter().filter_map(matrix).flatten().collect()
}

fn of<'a>(section: &Section<'_>, matrix: &Matrix<'_>) -> Vec<Block<'a>> {
    let heading = format!(
        "What settings do to {}, in {}",
        section.scenario,
        matrix.unit.name()
    );
    let advice = advice(matrix).into_iter().map(Item::plain);
    vec![
        Block::Heading(Level::Document, heading),
        Block::Table(table(matrix)),
        Block::List(List::of("recommendation", advice)),
        Block::Gap,
        Block::note(LEGEND.to_owned()),
    ]
}

/// How to read it.
const LEGEND: &str = "Half-life: until half of what was freed has left, from \
    the last free on, sampled from outside: while the program idles, and while \
    it goes on with light work. Time is the program's own without these.";

fn table(matrix: &Matrix<'_>) -> Table {
    let stretches: Vec<_> =
        Stretch::ALL.into_iter().filter(|of| matrix.has(*of)).collect();
    let mut columns = vec![
        Column { widest: 12, ..Column::text("backend") },
        Column { widest: 30, ..Column::text("settings") },
        Column::number("after peak"),
        Column::number("after idling"),
        Column::number("lazily freed"),
        Column::number("time"),
    ];
    let titles = stretches.iter().map(|of| format!("half-life {}", of.name()));
    columns.extend(titles.map(Column::number));
    let mut before = "";
    let rows = matrix.lines.iter().map(|line| {
        let is_first = before != line.probe.backend;
        before = &line.probe.backend;
        Row::of(cells(line, matrix, &stretches, is_first))
    });
    Table {
        rows: rows.collect(),
        columns,
        thing: "choice of settings",
        without: vec![vec![4], vec![2, 4]],
        narrow: Narrow::Cut,
        ..Table::default()
    }
}

fn cells(
    line: &MatrixLine<'_>,
    matrix: &Matrix<'_>,
    stretches: &[Stretch],
    is_first: bool,
) -> Vec<Cell> {
    let backend =
        if is_first { line.probe.backend.clone() } else { String::new() };
    let size = |bytes: Option<u64>| {
        let text = bytes.map(|bytes| matrix.unit.figure(bytes));
        Cell::figure(text.unwrap_or_else(unknown))
    };
    let time = line.time_ns.map(|time| Nanoseconds(time).to_string());
    let mut cells = vec![
        Cell::text(backend),
        Cell::text(line.settings()),
        size(Some(line.after_peak)),
        size(Some(line.left)),
        size(line.lazy_free),
        Cell::figure(time.unwrap_or_else(unknown)),
    ];
    let half_lives = stretches.iter().map(|&of| words(line.half_life(of)));
    cells.extend(half_lives.map(Cell::figure));
    cells
}

fn unknown() -> String {
    "-".to_owned()
}

/// A half-life, as a table has it.
pub(crate) fn words(half_life: HalfLife) -> String {
    match half_life {
        HalfLife::NothingFreed | HalfLife::Unknown => unknown(),
        HalfLife::After(0) => "at once".to_owned(),
        HalfLife::After(time) => Nanoseconds(time).to_string(),
        HalfLife::Lazily(0) => "at once, lazily".to_owned(),
        HalfLife::Lazily(time) => format!("{} lazily", Nanoseconds(time)),
        HalfLife::NotWithin(time) => format!("> {}", Nanoseconds(time)),
    }
}
