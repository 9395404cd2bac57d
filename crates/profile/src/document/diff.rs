//! What is shown of a comparison.

use super::{UNKNOWN, named, source, table, texts};
use residue_present::{
    Block, Cell, Column, Count, Document, Item, Level, List, Narrow, Row,
    Table, Tone, counted, share, signed,
};

use crate::diff::{
    Change, ChangeKind, Diff, Presence, Severity, SiteDiff, Verdict,
};
use crate::error::Error;
use crate::model::{Figure, Profile};
use crate::units::{show, time};
use crate::view::{Asker, Grouping, label};

/// Broken limits that are told; more are only counted.
const ALARMS: usize = 20;

/// The document of `diff`: the whole, and of each kind of change of `order`
/// the `limit` sites with the largest.
pub(crate) fn diff(
    diff: &Diff<'_>,
    order: Figure,
    limit: usize,
) -> Result<Document<'static>, Error> {
    diff.old.refuse_unknown(order)?;
    diff.new.refuse_unknown(order)?;
    let mut tables = vec![whole(diff)];
    tables.extend(kinds(diff, order));
    tables.extend(changes(diff, order, limit));
    let mut blocks = vec![
        Block::Heading(Level::Document, answer(diff)),
        Block::Facts(facts(diff)),
        Block::List(told(diff)),
    ];
    blocks.extend(tables.into_iter().map(Block::Table));
    blocks.push(Block::Gap);
    blocks.extend(notes(diff).into_iter().map(Block::note));
    Ok(Document::of(blocks))
}

fn answer(diff: &Diff<'_>) -> String {
    match diff.verdict() {
        Verdict::Same => "The profiles are the same.".to_owned(),
        Verdict::CannotTell => "Whether the profiles are the same is not \
             known: functions have no names."
            .to_owned(),
        Verdict::WithinLimits => "No limit is broken.".to_owned(),
        Verdict::Regressed => match diff.alarms.len() {
            1 => "A figure is beyond its limit.".to_owned(),
            many => {
                let many = Count(many as u64);
                format!("{many} figures are beyond their limits.")
            }
        },
    }
}

fn facts(diff: &Diff<'_>) -> Vec<(&'static str, String)> {
    let mut facts = vec![("old", side(diff.old)), ("new", side(diff.new))];
    for (which, profile) in [("old named", diff.old), ("new named", diff.new)] {
        facts.extend(named::facts(profile).map(|text| (which, text)));
    }
    facts
}

fn side(profile: &Profile) -> String {
    let sites = counted(profile.points().len() as u64, "call site");
    format!("{}, {sites}", profile.meta().command)
}

fn told<'a>(diff: &Diff<'_>) -> List<'a> {
    let alarms = diff.alarms.iter().take(ALARMS).map(|alarm| {
        let (tone, mark) = match alarm.severity {
            Severity::Hard => (Tone::Bad, Some("broken".to_owned())),
            Severity::Soft => (Tone::Unsure, None),
        };
        Item { tone, mark, ..Item::plain(alarm.text.clone()) }
    });
    let more = diff.alarms.len().saturating_sub(ALARMS);
    let more = (more > 0)
        .then(|| Item::plain(format!("and {} more", Count(more as u64))));
    let names: Vec<_> = diff
        .unknown
        .iter()
        .map(|figure| figure.title_in(diff.new_meta()))
        .collect();
    let unknown = (!names.is_empty()).then(|| Item {
        tone: Tone::Unsure,
        ..Item::plain(format!(
            "not compared, because one side alone knows it: {}",
            names.join(", ")
        ))
    });
    let unnamed = diff.unnamed().map(|site| {
        let sites = |side| counted(side as u64, "call site");
        let (old, new) = site.points;
        let text = format!(
            "{} of the old side and {} of the new have no names, so they \
             are compared as one",
            sites(old),
            sites(new)
        );
        Item { tone: Tone::Unsure, ..Item::plain(text) }
    });
    let untold = diff.untold.iter().map(|limit| {
        let text = format!(
            "whether the limit {limit} holds is not known: no site of that \
             name was found, and some have no names"
        );
        Item { tone: Tone::Unsure, ..Item::plain(text) }
    });
    let told = alarms.chain(more).chain(untold);
    let sides = [diff.old, diff.new];
    let left = sides.into_iter().flat_map(named::left);
    let missing = sides.into_iter().filter_map(source::missing);
    let told = told.chain(unnamed).chain(unknown).chain(left).chain(missing);
    List::of("limit", told)
}

fn whole(diff: &Diff<'_>) -> Table {
    let rows = diff.whole.iter().map(|change| {
        let title = Cell::text(change.figure.title_in(diff.new_meta()));
        Row::of([title].into_iter().chain(texts(sides(diff, change))))
    });
    let caption = "The whole".to_owned();
    let columns = [Column::text("figure")].into_iter().chain(numbers());
    table(caption, columns.collect(), rows.collect())
}

fn numbers() -> [Column; 4] {
    ["old", "new", "difference", "share"].map(Column::number)
}

fn sides(diff: &Diff<'_>, change: &Change) -> [String; 4] {
    let shown = |value| show(diff.new_meta(), change.figure, value);
    let more = change.difference();
    [
        shown(change.old),
        shown(change.new),
        signed(more, shown),
        if change.old == 0 {
            String::new()
        } else {
            signed(more, |size| share(size, change.old))
        },
    ]
}

/// How many sites changed in which way, and by how much together.
fn kinds(diff: &Diff<'_>, order: Figure) -> Option<Table> {
    if diff.verdict() == Verdict::Same {
        return None;
    }
    let mut rows = Vec::new();
    for kind in ChangeKind::ALL {
        let of: Vec<_> =
            diff.sites.iter().filter(|at| at.kind(order) == kind).collect();
        let sum: i128 = of.iter().map(|site| site.difference(order)).sum();
        let shown = |value| show(diff.new_meta(), order, value);
        rows.push(Row::of(texts([
            kind.name().to_owned(),
            Count(of.len() as u64).to_string(),
            signed(sum, shown),
        ])));
    }
    let columns = vec![
        Column::text("change"),
        Column::number(format!("{}s", diff.grouping.thing())),
        Column::number("difference"),
    ];
    let caption = format!(
        "{} by what became of {}",
        diff.grouping.title(),
        order.title_in(diff.new_meta())
    );
    Some(table(caption, columns, rows))
}

/// A table for each kind of change: its largest sites, and the others.
fn changes(diff: &Diff<'_>, order: Figure, limit: usize) -> Vec<Table> {
    let changed = diff.changed(order);
    let kinds =
        ChangeKind::ALL.into_iter().filter(|kind| *kind != ChangeKind::Same);
    let mut tables = Vec::new();
    for kind in kinds {
        let mut of: Vec<_> =
            changed.iter().filter(|at| at.kind(order) == kind).collect();
        of.sort_by_key(|at| std::cmp::Reverse(at.difference(order).abs()));
        if of.is_empty() {
            continue;
        }
        let (shown, rest) = of.split_at(limit.min(of.len()));
        let mut rows: Vec<_> =
            shown.iter().map(|site| row(diff, site, order)).collect();
        rows.extend(others(diff, rest, order));
        let caption =
            format!("{}, by {}", title(kind), order.title_in(diff.new_meta()));
        let narrow = Narrow::Below;
        let site = Column::text(diff.grouping.thing());
        let columns = numbers().into_iter().chain([site]).collect();
        let table = table(caption, columns, rows);
        tables.push(Table { narrow, ..table });
    }
    tables
}

fn title(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Grown => "Grown",
        ChangeKind::New => "New",
        ChangeKind::Shrunk => "Shrunk",
        ChangeKind::Gone => "Gone",
        ChangeKind::Same => "Same",
    }
}

fn row(diff: &Diff<'_>, site: &SiteDiff, order: Figure) -> Row {
    let mut cells = match site.change(order) {
        Some(change) => texts(sides(diff, change)),
        None => Vec::new(),
    };
    let absent = Cell::figure(UNKNOWN);
    match site.presence {
        Presence::OnlyNew => cells[0] = absent,
        Presence::OnlyOld => cells[1] = absent,
        Presence::Both => {}
    }
    let stack: Vec<_> = site.frames(diff).collect();
    let asker = Asker::within(&stack).at;
    let is_place = diff.grouping == Grouping::Stack && !site.is_unnamed();
    let asks = stack.get(asker).filter(|_| is_place);
    let profile = site.profile(diff);
    let link = asks.and_then(|frame| profile.link(frame));
    let line = asks.and_then(|frame| source::line(profile, frame));
    cells.push(Cell::text(site.label(diff)).linked(link));
    let callers = stack.iter().skip(asker);
    let mut callers: Vec<_> =
        callers.skip(1).map(|frame| label(frame)).collect();
    callers.dedup();
    callers.truncate(3);
    let callers =
        (!callers.is_empty()).then(|| format!("← {}", callers.join(" ← ")));
    let below = line.into_iter().chain(callers).collect();
    Row { below, ..Row::of(cells) }
}

fn others(diff: &Diff<'_>, rest: &[&&SiteDiff], order: Figure) -> Option<Row> {
    if rest.is_empty() {
        return None;
    }
    let mut sum =
        Change { figure: order, old: 0, new: 0, kind: ChangeKind::Same };
    for change in rest.iter().filter_map(|site| site.change(order)) {
        sum.old += change.old;
        sum.new += change.new;
    }
    let mut cells = texts(sides(diff, &sum));
    let others = counted(rest.len() as u64, diff.grouping.thing());
    cells.push(Cell::text(format!("others: {others}")));
    Some(Row::of(cells))
}

fn notes(diff: &Diff<'_>) -> Vec<String> {
    let mut notes = vec![
        "call stacks are paired by their functions and the names of their \
         files: addresses, lines, hashes and the numbers of closures do not \
         count, and a function that calls itself stands once; stacks of one \
         site that are left are paired by the longest run of frames in \
         common, and limits on a site are on all its stacks together"
            .to_owned(),
        diff.method.clone(),
    ];
    if let Some(limit) = diff.threshold {
        notes.push(format!(
            "short-lived, on both sides: {} or less on the average, as the \
             old side's profiler has it",
            time(diff.old.meta(), limit)
        ));
    }
    notes
}
