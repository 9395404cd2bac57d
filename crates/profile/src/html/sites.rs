//! The call sites of a page: the largest of every figure.

use std::collections::BTreeSet;

use super::heat::{self, Heat};
use super::measures;
use crate::model::{Figure, Figures, Frame, Profile};
use crate::units::show;
use crate::view::{Grouping, ListedSite, Sites as View, groups, label};
use residue_present::printable;
use residue_present::{counted, share};

/// A table of call sites that can be sorted by every figure.
#[derive(Default)]
pub(super) struct Sites {
    pub(super) titles: Vec<(String, String)>,
    /// Those of measures that are no figures.
    pub(super) measures: Vec<(&'static str, &'static str)>,
    pub(super) rows: Vec<SiteRow>,
    /// All others, and the whole.
    pub(super) sums: Vec<SiteRow>,
}

/// One call site.
pub(super) struct SiteRow {
    pub(super) cells: Vec<Cell>,
    /// None of a sum.
    pub(super) measures: Vec<measures::MeasureCell>,
    pub(super) place: SourcePlace,
    /// How its blocks were used, in words; empty where nothing is known.
    pub(super) used: String,
    /// Those who called it.
    pub(super) callers: Vec<SourcePlace>,
    /// How often its bytes were accessed, where the profiler saw it.
    pub(super) heat: Option<Heat>,
}

/// A function, and where it is in its source.
#[derive(Default)]
pub(super) struct SourcePlace {
    pub(super) label: String,
    /// A link to the source; empty where there is none.
    pub(super) link: String,
    /// The line of the source; empty where it is not known.
    pub(super) line: String,
}

impl SiteRow {
    /// Whether there is more to see of it than fits in a row.
    pub(super) fn has_more(&self) -> bool {
        !self.callers.is_empty() || self.heat.is_some()
    }
}

/// One figure of a call site.
pub(super) struct Cell {
    pub(super) value: u64,
    pub(super) text: String,
    /// Its share of the whole; empty if that is nothing.
    pub(super) share: String,
}

/// The `limit` largest sites of each figure of `profile`.
pub(super) fn table(profile: &Profile, limit: usize) -> Sites {
    let figures: Vec<_> = profile.known().collect();
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    let mut rest = *profile.sums();
    let groups = groups(profile, Grouping::Stack);
    for &figure in &figures {
        let view =
            View::among(profile, Grouping::Stack, &groups, figure, limit);
        for row in view.rows {
            if row.figures.get(figure).unwrap_or(0) == 0 {
                break;
            }
            if seen.insert(std::ptr::from_ref(row.site.point())) {
                rest = less(profile, &rest, &row.figures);
                rows.push(site(profile, &figures, &row));
            }
        }
    }
    let others = groups.len() - rows.len();
    let name = format!("others: {}", counted(others as u64, "call site"));
    let mut sums =
        vec![sum(profile, &figures, profile.sums(), "all".to_owned())];
    if others > 0 {
        sums.insert(0, sum(profile, &figures, &rest, name));
    }
    Sites {
        titles: figures
            .iter()
            .map(|at| {
                let meta = profile.meta();
                (at.title_in(meta), at.definition_in(meta))
            })
            .collect(),
        measures: measures::titles(profile),
        rows,
        sums,
    }
}

/// What is left of `rest` without `part`, which is in it.
fn less(profile: &Profile, rest: &Figures, part: &Figures) -> Figures {
    let mut left = *rest;
    for figure in profile.known() {
        let value = |of: &Figures| of.get(figure).unwrap_or(0);
        left.set(figure, value(rest).saturating_sub(value(part)));
    }
    left
}

fn cells(profile: &Profile, figures: &[Figure], of: &Figures) -> Vec<Cell> {
    let cell = |&figure: &Figure| {
        let value = of.get(figure).unwrap_or(0);
        let whole = profile.sum(figure).unwrap_or(0);
        let text = show(profile.meta(), figure, value);
        Cell { value, text, share: share(value, whole) }
    };
    figures.iter().map(cell).collect()
}

fn site(
    profile: &Profile,
    figures: &[Figure],
    row: &ListedSite<'_>,
) -> SiteRow {
    let callers = row.site.callers().skip(1);
    let asker = place(profile, row.site.asker());
    let used = row.site.measures();
    SiteRow {
        cells: cells(profile, figures, &row.figures),
        measures: measures::cells(profile, row),
        place: SourcePlace { label: printable(&row.name), ..asker },
        used: used.text(|bytes| show(profile.meta(), Figure::Total, bytes)),
        callers: callers.map(|frame| place(profile, frame)).collect(),
        heat: used.accesses.and_then(heat::strip),
    }
}

fn place(profile: &Profile, frame: &Frame) -> SourcePlace {
    let line = profile.line_of(frame);
    SourcePlace {
        label: printable(&label(frame)),
        link: profile.link(frame).unwrap_or_default(),
        line: line.map(printable).unwrap_or_default(),
    }
}

fn sum(
    profile: &Profile,
    figures: &[Figure],
    of: &Figures,
    label: String,
) -> SiteRow {
    SiteRow {
        cells: cells(profile, figures, of),
        measures: Vec::new(),
        place: SourcePlace { label, ..SourcePlace::default() },
        used: String::new(),
        callers: Vec::new(),
        heat: None,
    }
}
