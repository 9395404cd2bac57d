//! A comparison: the answer, what moved, which limits are broken, and what
//! changed in each probe.

use residue_present::{
    Block, Cell, Column, Document, Item, Level, List, Row, Section as Fold,
    Shape, Table, Tone,
};

use super::pair::{self, tone};
use crate::diff::{Alarm, Diff, Headline, Pair, Severity};
use crate::table::{Changes, LEGEND, Pairs};
use crate::wording::{self, EMPTY, is_quiet, quiet};

/// The document of `diff`.
pub(crate) fn document(diff: &Diff, shape: Shape) -> Document<'_> {
    if is_quiet(diff) {
        return Document::of([Block::text(quiet(diff))]);
    }
    match shape {
        Shape::Page => page(diff),
        Shape::Comment => comment(diff),
    }
}

/// From what is compared down to how it is judged.
fn page(diff: &Diff) -> Document<'_> {
    let pairs = Pairs::of(diff);
    let mut blocks = vec![sides(diff)];
    let alike =
        [wording::across(&diff.across), wording::refused(&diff.refused)];
    blocks.extend(alike.into_iter().flatten().map(Block::text));
    blocks.extend(wording::noted(&diff.noted).map(Block::note));
    if diff.pairs.is_empty() {
        blocks.extend([Block::Gap, Block::text(EMPTY)]);
        return Document::of(blocks);
    }
    blocks.push(Block::part(wording::answer(diff)));
    blocks.push(Block::List(moved(&diff.headlines)));
    blocks.push(Block::List(alarms(&diff.alarms)));
    let has_changes = !pairs.changed.is_empty();
    blocks.push(changed(&pairs, Shape::Page));
    blocks.extend(unlike(&pairs));
    blocks.push(Block::part(wording::summary(&diff.summary)));
    let legend = has_changes.then_some(LEGEND);
    let method = diff.method.iter().map(String::as_str);
    blocks.extend(legend.into_iter().chain(method).map(Block::note));
    Document::of(blocks)
}

/// The answer first, and what is long folded.
fn comment(diff: &Diff) -> Document<'_> {
    let pairs = Pairs::of(diff);
    let mut blocks = match diff.pairs.is_empty() {
        true => vec![Block::text(EMPTY)],
        false => vec![Block::Heading(Level::Document, wording::answer(diff))],
    };
    blocks.push(sides(diff));
    let summary =
        (!diff.pairs.is_empty()).then(|| wording::summary(&diff.summary));
    let told = [
        wording::across(&diff.across),
        wording::refused(&diff.refused),
        wording::noted(&diff.noted),
        summary,
    ];
    blocks.extend(told.into_iter().flatten().map(Block::text));
    blocks.push(Block::List(moved(&diff.headlines)));
    blocks.push(Block::List(alarms(&diff.alarms)));
    blocks.extend(weightiest(&pairs.changed));
    blocks.extend(unlike(&pairs));
    blocks.push(changed(&pairs, Shape::Comment));
    Document { blocks, last: Some(method(diff)) }
}

fn sides<'a>(diff: &Diff) -> Block<'a> {
    Block::Facts(vec![
        ("old", wording::side(&diff.old)),
        ("new", wording::side(&diff.new)),
    ])
}

fn changed<'a>(pairs: &Pairs<'a>, shape: Shape) -> Block<'a> {
    let changed = pairs.changed.iter();
    let sections = changed.map(|pair| pair::section(pair, shape));
    Block::Sections("probe", sections.collect())
}

fn moved<'a>(headlines: &[Headline]) -> List<'a> {
    List::first("What moved", "headline", headlines, |headline| Item {
        tone: tone(headline.verdict),
        mark: Some(headline.verdict.title().to_owned()),
        ..Item::plain(&headline.text)
    })
}

fn alarms<'a>(alarms: &[Alarm]) -> List<'a> {
    List::first("Limits that are broken", "alarm", alarms, |alarm| {
        let tone = match alarm.severity {
            Severity::Hard => Tone::Bad,
            Severity::Soft => Tone::Unsure,
        };
        let mark = Some(alarm.severity.name().to_owned());
        Item { tone, mark, ..Item::plain(wording::alarm(alarm)) }
    })
}

/// Of each probe the change that weighs the most.
fn weightiest<'a>(changed: &[&Pair]) -> Option<Block<'a>> {
    let row = |pair: &&Pair| {
        let changes = Changes::of(pair, usize::MAX);
        let (phase, line) = changes.into_weightiest()?;
        let place = [wording::probe(&pair.place), phase];
        let place = place.into_iter().map(Cell::text);
        Some(Row::of(place.chain(pair::cells(line))))
    };
    let rows: Vec<_> = changed.iter().filter_map(row).collect();
    let place = ["probe", "phase"].into_iter().map(Column::text);
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "What changed the most in each".to_owned(),
            columns: place.chain(pair::columns()).collect(),
            rows,
            thing: "probe",
            ..Table::default()
        })
    })
}

/// The pairs with nothing to compare.
fn unlike<'a>(pairs: &Pairs<'_>) -> [Block<'a>; 3] {
    let place = |pair: &&Pair| Item::plain(wording::place(&pair.place));
    let why = |pair: &&Pair| {
        let (place, why) = (wording::place(&pair.place), wording::unlike(pair));
        Item::plain(format!("{place}: {why}"))
    };
    [
        List::first("Could not be compared", "probe", &pairs.refused, why),
        List::first("Only on the old side", "probe", &pairs.only_old, place),
        List::first("Only on the new side", "probe", &pairs.only_new, place),
    ]
    .map(Block::List)
}

fn method(diff: &Diff) -> Fold<'_> {
    Fold::named("Method", || {
        let lines = diff.method.iter().map(String::as_str);
        let lines = [LEGEND].into_iter().chain(lines).map(Item::plain);
        vec![Block::List(List::of("line", lines))]
    })
}
