//! What is shown of a profile.

use super::{Column, Document, Row, Table, Tone};
use crate::error::Error;
use crate::model::{Figure, Figures, Kind, Marks, Meta, Profile};
use crate::text::printable;
use crate::units::{count, counted, share, show, time};
use crate::view::{Site, Sites, Unknown, label};

/// Callers that are shown of a site.
const CALLERS: usize = 3;

/// The document of `profile`: its sums, and its `limit` sites with most of
/// `order`.
pub(crate) fn profile(
    profile: &Profile,
    order: Figure,
    limit: usize,
) -> Result<Document, Error> {
    let sites = Sites::of(profile, order, limit)?;
    let tables = [sums(profile), marks(profile), Some(table(profile, &sites))];
    Ok(Document {
        heading: heading(profile),
        facts: facts(profile.meta()),
        told: missing(profile),
        tables: tables.into_iter().flatten().collect(),
        notes: notes(profile),
    })
}

fn heading(profile: &Profile) -> String {
    let sites = counted(profile.points().len() as u64, "call site");
    match profile.marks() {
        Some(Marks { scenario, backend, elements, .. }) => format!(
            "{} under {}, {}: {sites}",
            printable(scenario),
            printable(backend),
            counted(*elements, "element")
        ),
        None => format!(
            "{} profile: {sites}",
            printable(profile.meta().mode.name())
        ),
    }
}

fn facts(meta: &Meta) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("command", printable(&meta.command)),
        ("mode", printable(&meta.mode_text)),
        ("ended after", time(meta, meta.time_of_end)),
    ];
    if let Some(peak) = meta.time_of_peak {
        facts.push(("peak after", time(meta, peak)));
    }
    facts
}

/// What the profile does not know, so that nobody takes it for nothing.
fn missing(profile: &Profile) -> Vec<(Tone, String)> {
    let mut told = Vec::new();
    let moments = [(Figure::Peak, "at the peak"), (Figure::End, "at the end")];
    let unknown = moments.iter().filter(|(at, _)| !profile.knows(*at));
    let unknown: Vec<_> = unknown.map(|(_, moment)| *moment).collect();
    if !unknown.is_empty() {
        let text = format!(
            "what was live {} is not known: the profile, of mode {}, does not \
             tell it",
            unknown.join(" or "),
            printable(&profile.meta().mode_text)
        );
        told.push((Tone::Unsure, text));
    }
    told.extend(unknown_askers(profile));
    if profile.points().is_empty() {
        let text = "nothing was recorded: the profile has no call site";
        told.push((Tone::Unsure, text.to_owned()));
    }
    told
}

/// What part of the profile no function of the program can be named for.
fn unknown_askers(profile: &Profile) -> Vec<(Tone, String)> {
    let unknown = Unknown::of(profile);
    let part = |(sites, bytes): (u64, u64)| {
        let whole = profile.sum(Figure::Total).unwrap_or(0);
        format!(
            "{} with {} ({})",
            counted(sites, "call site"),
            show(profile.meta(), Figure::Total, bytes),
            share(bytes, whole)
        )
    };
    let cut = (unknown.cut.0 > 0).then(|| {
        format!(
            "the stacks of {} were cut within libraries and are named by \
             their outermost frame, marked as cut: record with more frames \
             (--frames; --num-callers of Valgrind) to see who asked",
            part(unknown.cut)
        )
    });
    let unnamed = (unknown.unnamed.0 > 0).then(|| {
        format!(
            "there are no names for {}: the program was stripped, or built \
             without debug information; build it with debug = \
             \"line-tables-only\" or more, and record anew",
            part(unknown.unnamed)
        )
    });
    let said = [cut, unnamed].into_iter().flatten();
    said.map(|text| (Tone::Unsure, text)).collect()
}

fn sums(profile: &Profile) -> Option<Table> {
    let figures: Vec<_> = profile.known().collect();
    let bytes = figures.iter().filter(|of| of.kind() == Kind::Bytes);
    let rows = bytes.map(|&figure| {
        let value = profile.sum(figure).unwrap_or(0);
        let blocks = blocks_of(figure).and_then(|of| profile.sum(of));
        Row {
            cells: vec![
                figure.title().to_owned(),
                show(profile.meta(), figure, value),
                blocks.map_or_else(|| "–".to_owned(), count),
                figure.definition().to_owned(),
            ],
            ..Row::default()
        }
    });
    Some(Table {
        caption: "The whole".to_owned(),
        columns: vec![
            Column::text("figure"),
            Column::number(unit(profile)),
            Column::number(blocks(profile)),
            Column::text("what it is"),
        ],
        rows: rows.collect(),
    })
}

fn unit(profile: &Profile) -> String {
    let units = profile.meta().units.as_ref();
    units.map_or_else(|| "bytes".to_owned(), |units| printable(&units.bytes))
}

fn blocks(profile: &Profile) -> String {
    let units = profile.meta().units.as_ref();
    units.map_or_else(|| "blocks".to_owned(), |of| printable(&of.blocks))
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
    let shown = |value: Option<u64>, figure| {
        value.map_or_else(
            || "–".to_owned(),
            |value| show(profile.meta(), figure, value),
        )
    };
    let rows = marks.phases.iter().map(|phase| Row {
        cells: vec![
            printable(&phase.name),
            phase.time_us.map_or_else(
                || "–".to_owned(),
                |us| format!("{} µs", count(us)),
            ),
            shown(phase.live, Figure::End),
            shown(phase.live_blocks, Figure::EndBlocks),
            shown(phase.total, Figure::Total),
            shown(phase.total_blocks, Figure::TotalBlocks),
        ],
        ..Row::default()
    });
    let titles = ["after", "live", "live blocks", "total", "total blocks"];
    let columns = titles.into_iter().map(Column::number);
    Some(Table {
        caption: "Phases".to_owned(),
        columns: [Column::text("phase")].into_iter().chain(columns).collect(),
        rows: rows.collect(),
    })
}

/// The sites, all others, and the whole, which both add up to.
fn table(profile: &Profile, sites: &Sites<'_>) -> Table {
    let figures = shown_figures(profile, sites.order);
    let mut columns =
        vec![Column::number(sites.order.title()), Column::number("share")];
    columns.extend(figures[1..].iter().map(|of| Column::number(of.title())));
    if profile.knows(Figure::ShortLived) {
        columns.push(Column::number("average life"));
    }
    columns.push(Column::text("call site"));
    let mut rows: Vec<Row> = Vec::new();
    for row in &sites.rows {
        let mut cells = cells(profile, sites, &row.figures);
        if profile.knows(Figure::ShortLived) {
            let life = profile.average_lifetime(row.site.point());
            cells.push(life.map_or_else(
                || "–".to_owned(),
                |life| time(profile.meta(), life),
            ));
        }
        cells.push(printable(&row.site.name()));
        rows.push(Row { cells, below: callers(&row.site), is_sum: false });
    }
    let mut sum = |figures: &Figures, name: String, is_sum| {
        let mut cells = cells(profile, sites, figures);
        if profile.knows(Figure::ShortLived) {
            cells.push(String::new());
        }
        cells.push(name);
        rows.push(Row { cells, below: None, is_sum });
    };
    if sites.others > 0 {
        let others =
            format!("others: {}", counted(sites.others as u64, "call site"));
        sum(&sites.rest, others, false);
    }
    sum(&sites.whole, "all".to_owned(), true);
    Table {
        caption: format!("Call sites by {}", sites.order.title()),
        columns,
        rows,
    }
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

/// Who called the function that asked.
fn callers(site: &Site<'_>) -> Option<String> {
    let mut callers: Vec<_> =
        site.callers().skip(1).map(|frame| printable(&label(frame))).collect();
    callers.dedup();
    let more = callers.len().saturating_sub(CALLERS);
    callers.truncate(CALLERS);
    if callers.is_empty() {
        return None;
    }
    let more = match more {
        0 => String::new(),
        more => format!(" ← and {} more", count(more as u64)),
    };
    Some(format!("← {}{more}", callers.join(" ← ")))
}

fn notes(profile: &Profile) -> Vec<String> {
    let mut notes = vec![
        "a call site is a call stack; its name is the innermost function \
         that is not part of allocating, and behind ← are its callers"
            .to_owned(),
    ];
    if let Some(limit) = profile.short_lived_up_to() {
        notes.push(format!(
            "short-lived: {} or less on the average, as the profiler has it",
            time(profile.meta(), limit)
        ));
    }
    notes
}
