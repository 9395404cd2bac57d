//! What is shown of a profile.

use residue_present::{
    Block, Cell, Column, Count, Document, Level, List, Narrow, Row, Table,
    counted, share,
};

use super::gaps::missing;
use super::{UNKNOWN, named, source, table, texts};
use crate::error::Error;
use crate::model::{Figure, Figures, Kind, Marks, Profile};
use crate::selection::Selection;
use crate::units::{show, time};
use crate::view::{self, Grouping, Site, Sites, label};

/// Callers that are shown of a site.
const CALLERS: usize = 3;

/// Crates that are shown beside call sites.
const CRATES: usize = 8;

/// The document of `profile`: its sums, and the sites of `selection`.
pub(crate) fn profile(
    profile: &Profile,
    selection: Selection,
) -> Result<Document<'static>, Error> {
    let Selection { order, limit, grouping } = selection;
    let groups = Sites::grouped(profile, grouping, order, limit)?;
    let tables = [crates(profile, selection)?, Some(sites(profile, &groups))];
    Ok(document(profile, tables))
}

/// The document of a page, which draws the sites itself: the sums of the
/// profile and of its groups.
pub(crate) fn page(
    profile: &Profile,
    selection: Selection,
) -> Result<Document<'static>, Error> {
    let Selection { order, limit, grouping } = selection;
    profile.refuse_unknown(order)?;
    let groups = match grouping {
        Grouping::Stack => None,
        _ => Some(Sites::grouped(profile, grouping, order, limit)?),
    };
    let groups = groups.map(|groups| sites(profile, &groups));
    Ok(document(profile, [crates(profile, selection)?, groups]))
}

fn document(
    profile: &Profile,
    groups: [Option<Table>; 2],
) -> Document<'static> {
    let tables = [Some(sums(profile)), marks(profile)].into_iter();
    let tables = tables.chain(groups).flatten();
    let mut blocks = vec![
        Block::Heading(Level::Document, heading(profile)),
        Block::Facts(facts(profile)),
        Block::List(List::of("gap", missing(profile))),
    ];
    blocks.extend(tables.map(Block::Table));
    blocks.push(Block::Gap);
    blocks.extend(notes(profile).into_iter().map(Block::note));
    Document::of(blocks)
}

fn heading(profile: &Profile) -> String {
    let sites = counted(profile.points().len() as u64, "call site");
    match profile.marks() {
        Some(Marks { scenario, backend, elements, .. }) => format!(
            "{} under {}, {}: {sites}",
            scenario,
            backend,
            counted(*elements, "element")
        ),
        None => format!("{} profile: {sites}", profile.meta().mode.name()),
    }
}

fn facts(profile: &Profile) -> Vec<(&'static str, String)> {
    let meta = profile.meta();
    let mut facts = vec![
        ("command", meta.command.clone()),
        ("mode", meta.mode_text.clone()),
    ];
    // A profile of another tool may not tell how long it took.
    if meta.time_of_end > 0 {
        facts.push(("ended after", time(meta, meta.time_of_end)));
    }
    if let Some(peak) = meta.time_of_peak.filter(|_| profile.parts.is_empty()) {
        facts.push(("peak after", time(meta, peak)));
    }
    let parts = profile.parts.iter().map(|part| {
        let bytes = profile.known().next().and_then(|figure| {
            let bytes = part.sums.get(figure)?;
            Some(format!(
                ", {} {}",
                show(meta, figure, bytes),
                figure.title_in(meta)
            ))
        });
        let sites = counted(part.points as u64, "call site");
        let bytes = bytes.unwrap_or_default();
        ("merged", format!("{}: {sites}{bytes}", part.name))
    });
    facts.extend(parts);
    facts.extend(named::facts(profile).map(|text| ("named", text)));
    if let Some(narrowed) = &profile.narrowed {
        let left = counted(profile.points().len() as u64, "call site");
        let text = format!(
            "{left} of {}, by {}",
            Count(narrowed.points as u64),
            narrowed.by
        );
        facts.push(("shown", text));
    }
    facts
}

fn sums(profile: &Profile) -> Table {
    let figures: Vec<_> = profile.known().collect();
    let bytes = figures.iter().filter(|of| of.kind() == Kind::Bytes);
    let rows = bytes.map(|&figure| {
        let value = profile.sum(figure).unwrap_or(0);
        let blocks = blocks_of(figure).and_then(|of| profile.sum(of));
        Row::of(texts([
            figure.title_in(profile.meta()),
            show(profile.meta(), figure, value),
            known(blocks, |blocks| Count(blocks).to_string()),
            figure.definition_in(profile.meta()),
        ]))
    });
    let columns = vec![
        Column::text("figure"),
        Column::number(profile.meta().bytes().to_owned()),
        Column::number(profile.meta().blocks().to_owned()),
        Column::text("what it is"),
    ];
    table("The whole".to_owned(), columns, rows.collect())
}

fn known(value: Option<u64>, show: impl Fn(u64) -> String) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), show)
}

/// The blocks of what a figure has the bytes of.
fn blocks_of(figure: Figure) -> Option<Figure> {
    match figure {
        Figure::Total => Some(Figure::TotalBlocks),
        Figure::Peak => Some(Figure::PeakBlocks),
        Figure::End => Some(Figure::EndBlocks),
        Figure::ShortLived => Some(Figure::ShortLivedBlocks),
        _ => None,
    }
}

/// The phases of a profile of Residue's own.
fn marks(profile: &Profile) -> Option<Table> {
    let marks = profile.marks().filter(|marks| !marks.phases.is_empty())?;
    let shown = |value, figure| {
        known(value, |value| show(profile.meta(), figure, value))
    };
    let rows = marks.phases.iter().map(|phase| {
        Row::of(texts([
            phase.name.clone(),
            known(phase.time_us, |us| format!("{} µs", Count(us))),
            shown(phase.live, Figure::End),
            shown(phase.live_blocks, Figure::EndBlocks),
            shown(phase.total, Figure::Total),
            shown(phase.total_blocks, Figure::TotalBlocks),
        ]))
    });
    let titles = ["after", "live", "live blocks", "total", "total blocks"];
    let columns = titles.into_iter().map(Column::number);
    let columns = [Column::text("phase")].into_iter().chain(columns).collect();
    Some(table("Phases".to_owned(), columns, rows.collect()))
}

/// The crates, where there are several and nothing else is of them.
fn crates(
    profile: &Profile,
    selection: Selection,
) -> Result<Option<Table>, Error> {
    let Selection { order, grouping, .. } = selection;
    let crates = Sites::grouped(profile, Grouping::Crate, order, CRATES)?;
    let is_told = grouping != Grouping::Crate && crates.len() > 1;
    Ok(is_told.then(|| sites(profile, &crates)))
}

/// The sites, all others, and the whole, which both add up to.
fn sites(profile: &Profile, sites: &Sites<'_>) -> Table {
    let figures = shown_figures(profile, sites.order);
    let mut columns = vec![
        Column::number(sites.order.title_in(profile.meta())),
        Column::number("share"),
    ];
    columns.extend(
        figures[1..]
            .iter()
            .map(|of| Column::number(of.title_in(profile.meta()))),
    );
    if profile.knows(Figure::ShortLived) {
        columns.push(Column::number("average life"));
    }
    columns.push(Column::text(sites.grouping.thing()));
    let mut rows: Vec<Row> = Vec::new();
    for row in &sites.rows {
        let mut cells = cells(profile, sites, &row.figures);
        if profile.knows(Figure::ShortLived) {
            let life = row.average_lifetime;
            cells.push(known(life, |life| time(profile.meta(), life)));
        }
        let mut cells = texts(cells);
        cells.push(name(profile, sites.grouping, row));
        let below = match sites.grouping {
            Grouping::Stack => [
                source::line(profile, row.site.asker()),
                callers(&row.site),
                measures(profile, row),
            ],
            _ => [None, None, None],
        };
        let below = below.into_iter().flatten().collect();
        rows.push(Row { below, ..Row::of(cells) });
    }
    let mut sum = |figures: &Figures, name: String, is_sum| {
        let mut cells = cells(profile, sites, figures);
        if profile.knows(Figure::ShortLived) {
            cells.push(String::new());
        }
        cells.push(name);
        rows.push(Row { is_sum, ..Row::of(texts(cells)) });
    };
    let thing = sites.grouping.thing();
    if sites.others > 0 {
        let others = format!("others: {}", counted(sites.others as u64, thing));
        sum(&sites.rest, others, false);
    }
    sum(&sites.whole, "all".to_owned(), true);
    let caption = format!(
        "{} by {}",
        sites.grouping.title(),
        sites.order.title_in(profile.meta())
    );
    Table { narrow: Narrow::Below, ..table(caption, columns, rows) }
}

/// What a row is called, leading to its source where it has one place there.
fn name(
    profile: &Profile,
    grouping: Grouping,
    row: &view::ListedSite<'_>,
) -> Cell {
    let link = match grouping {
        Grouping::Stack => profile.link(row.site.asker()),
        _ => None,
    };
    Cell::text(row.name.clone()).linked(link)
}

/// The figures of the table: the one it is ordered by, then the rest.
fn shown_figures(profile: &Profile, order: Figure) -> Vec<Figure> {
    let rest = [Figure::Total, Figure::TotalBlocks, Figure::Peak, Figure::End];
    let rest = rest
        .into_iter()
        .filter(|&figure| figure != order && profile.knows(figure));
    [order].into_iter().chain(rest).collect()
}

fn cells(profile: &Profile, sites: &Sites<'_>, of: &Figures) -> Vec<String> {
    let value = |figure| of.get(figure).unwrap_or(0);
    let shown = |figure| show(profile.meta(), figure, value(figure));
    let whole = sites.whole.get(sites.order).unwrap_or(0);
    let figures = shown_figures(profile, sites.order);
    let mut cells = vec![shown(sites.order), share(value(sites.order), whole)];
    cells.extend(figures[1..].iter().map(|&figure| shown(figure)));
    cells
}

/// How the blocks of a site were used, where the profiler saw it.
fn measures(profile: &Profile, row: &view::ListedSite<'_>) -> Option<String> {
    let bytes = |value| show(profile.meta(), Figure::Total, value);
    profile
        .knows(Figure::Reads)
        .then(|| row.site.measures().text(bytes))
        .filter(|text| !text.is_empty())
}

/// Who called the function that asked.
fn callers(site: &Site<'_>) -> Option<String> {
    let mut callers: Vec<_> = site.callers().skip(1).map(label).collect();
    callers.dedup();
    let more = callers.len().saturating_sub(CALLERS);
    callers.truncate(CALLERS);
    if callers.is_empty() {
        return None;
    }
    let more = match more {
        0 => String::new(),
        more => format!(" ← and {} more", Count(more as u64)),
    };
    Some(format!("← {}{more}", callers.join(" ← ")))
}

fn notes(profile: &Profile) -> Vec<String> {
    let mut notes = vec![
        "a call site is a call stack; its name is the innermost function \
         of the program's own, and behind ← are its callers"
            .to_owned(),
    ];
    if let Some(limit) = profile.short_lived_up_to() {
        notes.push(format!(
            "short-lived: {} or less on the average, as the profiler has it",
            time(profile.meta(), limit)
        ));
    }
    if !profile.parts.is_empty() {
        notes.push(
            "merged: what was live at the peak is the sum of what each file \
             had at its own"
                .to_owned(),
        );
    }
    notes
}
