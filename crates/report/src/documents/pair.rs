//! One probe of both sides: the table of its changes.

use residue_present::{
    Block, Cell, Column, Item, List, Narrow, Part, Row, Section as Fold, Shape,
    Span, Table, Tone, counted, elided,
};

use crate::diff::{Pair, Verdict};
use crate::table::{ChangeLine, Changes, Column as Field, PhaseChanges};
use crate::wording::{across, only, place, probe, repetitions, versions};

/// Lines of one table; the rest is only counted.
const MOST_LINES: usize = 60;

/// Columns of a terminal that the name of a figure may take.
const NAME_WIDTH: usize = 32;

/// What a table may do without where it is too wide. What a figure was comes
/// first, because the difference tells it.
const WITHOUT: [&[Field]; 3] =
    [&[Field::Old], &[Field::Noise], &[Field::Old, Field::Noise]];

/// The changes of `pair`.
pub(super) fn section(pair: &Pair, shape: Shape) -> Fold<'_> {
    Fold::new(probe(&pair.place), move || {
        let changes = Changes::of(pair, MOST_LINES);
        match shape {
            Shape::Page => page(pair, changes),
            Shape::Comment => comment(pair, changes),
        }
    })
}

fn page<'a>(pair: &Pair, changes: Changes<'_>) -> Part<'a> {
    let known = [versions(pair), repetitions(pair), within_noise(&changes)];
    let known: Vec<_> = known.into_iter().flatten().collect();
    let known = (!known.is_empty()).then(|| known.join("; "));
    let more = more(&changes);
    let more = more.map(|more| Block::inset(Tone::Plain, more));
    let notes = known.into_iter().chain(across(&pair.across));
    let notes = notes.map(|note| Block::inset(Tone::Faint, note));
    let table = Block::Table(table(changes));
    Part {
        title: vec![Span::Name(place(&pair.place))],
        blocks: [table].into_iter().chain(more).chain(notes).collect(),
    }
}

fn comment<'a>(pair: &Pair, changes: Changes<'_>) -> Part<'a> {
    let notes = [
        more(&changes),
        versions(pair),
        repetitions(pair),
        within_noise(&changes),
        across(&pair.across),
    ];
    let notes = notes.into_iter().flatten().map(Item::plain);
    let notes = Block::List(List::of("note", notes));
    let tally = format!(": {}", changes.tally());
    Part {
        title: vec![Span::Name(place(&pair.place)), Span::Words(tally)],
        blocks: vec![Block::Table(table(changes)), notes],
    }
}

fn more(changes: &Changes<'_>) -> Option<String> {
    let more = counted(changes.more as u64, "figure");
    (changes.more > 0)
        .then(|| format!("and {more} more: --format json has all"))
}

fn within_noise(changes: &Changes<'_>) -> Option<String> {
    let figures = counted(changes.within_noise as u64, "figure");
    (changes.within_noise > 0).then(|| format!("{figures} within noise"))
}

fn table(changes: Changes<'_>) -> Table {
    let rows = changes.phases.into_iter().flat_map(rows).collect();
    let without = |out: &[Field]| out.iter().map(|at| *at as usize).collect();
    Table {
        group: Some("phase"),
        columns: columns(),
        rows,
        thing: "figure",
        without: WITHOUT.into_iter().map(without).collect(),
        narrow: Narrow::Sentences(sentence),
        ..Table::default()
    }
}

/// The columns of a table of changes.
pub(super) fn columns() -> Vec<Column> {
    let column = |field: Field| match field {
        Field::Figure => {
            Column { widest: NAME_WIDTH, ..Column::text(field.title()) }
        }
        Field::Verdict => Column::text(field.title()),
        field => Column::number(field.title()),
    };
    Field::ALL.map(column).into()
}

fn rows(phase: PhaseChanges<'_>) -> Vec<Row> {
    let mut group = Some(phase.title());
    if let Some(only) = only(phase.presence) {
        return vec![Row { group, ..Row::of([Cell::text(only)]) }];
    }
    let row = |line: ChangeLine| Row { group: group.take(), ..row(line) };
    phase.lines.into_iter().map(row).collect()
}

fn row(line: ChangeLine) -> Row {
    Row {
        tone: tone(line.verdict),
        bar: line.bytes.map_or(0, i64::unsigned_abs),
        ..Row::of(cells(line))
    }
}

/// Only the figure may have a name from elsewhere in it.
pub(super) fn cells(line: ChangeLine) -> impl Iterator<Item = Cell> {
    let cells = Field::ALL.into_iter().zip(line.cells);
    cells.map(|(field, cell)| match field {
        Field::Figure => Cell::text(cell),
        _ => Cell::figure(cell),
    })
}

/// A row of a table that no page is wide enough for.
fn sentence(cells: &[Cell]) -> String {
    let cell = |field: Field| &*cells[field as usize].text;
    format!(
        "{}: {}, now {} ({}), noise {}: {}",
        elided(cell(Field::Figure), NAME_WIDTH),
        cell(Field::Old),
        cell(Field::New),
        cell(Field::Difference),
        cell(Field::Noise),
        cell(Field::Verdict),
    )
}

/// What `verdict` means for the reader.
pub(super) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Same | Verdict::WithinNoise => Tone::Plain,
        Verdict::Improved => Tone::Good,
        Verdict::Regressed => Tone::Bad,
        Verdict::CannotBeCompared => Tone::Unsure,
    }
}
