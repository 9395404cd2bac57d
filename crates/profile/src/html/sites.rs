//! The call sites of a page: the largest of every figure.

use std::collections::BTreeSet;

use crate::model::{Figure, Figures, Profile};
use crate::units::{show, time};
use crate::view::{Grouping, ListedSite, Sites as View, groups, label};
use residue_present::printable;
use residue_present::{counted, share};

/// A table of call sites that can be sorted by every figure.
#[derive(Default)]
pub(super) struct Sites {
    pub(super) titles: Vec<(String, String)>,
    pub(super) has_lifetimes: bool,
    pub(super) rows: Vec<SiteRow>,
    /// All others, and the whole.
    pub(super) sums: Vec<SiteRow>,
}

/// One call site.
pub(super) struct SiteRow {
    pub(super) cells: Vec<Cell>,
    /// As it is shown, and as it is sorted.
    pub(super) life: (String, String),
    pub(super) label: String,
    pub(super) callers: Vec<String>,
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
        has_lifetimes: profile.knows(Figure::ShortLived),
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
    let life = row.average_lifetime;
    let callers = row.site.callers().skip(1);
    SiteRow {
        cells: cells(profile, figures, &row.figures),
        life: match life {
            Some(life) => (time(profile.meta(), life), life.to_string()),
            None => ("–".to_owned(), String::new()),
        },
        label: printable(&row.name),
        callers: callers.map(|frame| printable(&label(frame))).collect(),
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
        life: (String::new(), String::new()),
        label,
        callers: Vec::new(),
    }
}
