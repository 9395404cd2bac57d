//! A comparison as a page: the answer and what moved, then each probe that
//! changed, in pictures and in figures.

use std::io::{self, Write};

use askama::Template;

use super::assets::Scripts;
use super::data::Data;
use super::diff_pair::{self, PairView};
use super::head;
use crate::diff::{Diff, Pair};
use crate::table::{LEGEND, Pairs};
use crate::wording::{self, EMPTY, first, is_quiet, quiet};
use residue_present::page;
use residue_present::{counted, printable};

/// Probes that are shown in detail; more would make a page that no browser
/// likes.
const PAIRS: usize = 120;

/// Writes `diff` as an HTML page that needs nothing else: the answer, what
/// moved and which limits are broken; then, for each probe that changed, the
/// old and the new waterfall on one scale, the difference on its own, and all
/// changes beyond noise.
///
/// ```
/// use residue_report::{diff::Diff, html};
///
/// let mut out = Vec::new();
/// html::render_diff(&Diff::default(), &mut out)?;
/// assert!(out.starts_with(b"<!doctype html>"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn render_diff(diff: &Diff, out: &mut impl Write) -> io::Result<()> {
    let pairs = Pairs::of(diff);
    let shown = &pairs.changed[..pairs.changed.len().min(PAIRS)];
    let scripts = Scripts::new();
    let names: Vec<_> = shown.iter().map(|pair| names(pair)).collect();
    let names = names.iter().map(|(one, other)| (&**one, &**other));
    let rows = diff_pair::rows(shown);
    let data = Data::without_charts(&rows);
    head::of_diff(&extent(diff), names, rows, &scripts, out)?;
    Top::of(diff, &pairs).write_into(out)?;
    for (index, pair) in shown.iter().enumerate() {
        PairView::of(index, pair).write_into(out)?;
    }
    let more = pairs.changed.len() - shown.len();
    let omitted = omitted(more);
    super::Foot { omitted, is_empty: false, has_charts: false }
        .write_into(out)?;
    out.write_all(b"<script type=\"application/json\" id=\"data\">")?;
    page::write_json(&data, out)?;
    out.write_all(b"</script>\n")?;
    scripts.write_own(out)?;
    out.write_all(b"</body>\n</html>\n")
}

/// The scenario and the backend, fit to show.
fn names(pair: &Pair) -> (String, String) {
    (printable(&pair.place.scenario), printable(&pair.place.backend))
}

fn extent(diff: &Diff) -> String {
    printable(&format!("{} against {}", diff.new.label, diff.old.label))
}

fn omitted(more: usize) -> Option<String> {
    (more > 0).then(|| {
        format!(
            "This page shows the first {PAIRS} probes that changed. Of {} \
             more the figures are in --format json.",
            counted(more as u64, "probe")
        )
    })
}

/// The top of the page as a template shows it.
#[derive(Template)]
#[template(path = "html/diff.html")]
struct Top {
    answer: String,
    sides: [(&'static str, String); 2],
    told: Vec<String>,
    lists: Vec<List>,
    /// How noise is told from change.
    method: Vec<String>,
}

/// Sentences under one heading.
struct List {
    heading: &'static str,
    items: Vec<ListedChange>,
    more: Option<String>,
}

struct ListedChange {
    mark: &'static str,
    class: &'static str,
    text: String,
}

impl Top {
    fn of(diff: &Diff, pairs: &Pairs<'_>) -> Top {
        let side = |side| printable(&wording::side(side));
        let answer = match (diff.pairs.is_empty(), is_quiet(diff)) {
            (true, _) => EMPTY.to_owned(),
            (_, true) => quiet(diff),
            _ => wording::answer(diff),
        };
        let summary =
            (!diff.pairs.is_empty()).then(|| wording::summary(&diff.summary));
        let told = [
            wording::across(&diff.across),
            wording::refused(&diff.refused),
            wording::noted(&diff.noted),
            summary,
        ];
        let told = told.into_iter().flatten();
        let method = diff.method.iter().map(String::as_str);
        let method = [LEGEND].into_iter().chain(method);
        Top {
            answer: printable(&answer),
            sides: [("old", side(&diff.old)), ("new", side(&diff.new))],
            told: told.map(|line| printable(&line)).collect(),
            lists: lists(diff, pairs),
            method: method.map(printable).collect(),
        }
    }
}

fn lists(diff: &Diff, pairs: &Pairs<'_>) -> Vec<List> {
    let place = |pair: &&Pair| plain(wording::place(&pair.place));
    let unlike = |pair: &&Pair| {
        let place = wording::place(&pair.place);
        plain(format!("{place}: {}", wording::unlike(pair)))
    };
    let moved =
        List::of("What moved", &diff.headlines, |headline| ListedChange {
            mark: headline.verdict.title(),
            class: headline.verdict.name(),
            text: printable(&headline.text),
        });
    let alarms = List::of("Limits that are broken", &diff.alarms, |alarm| {
        let mark = alarm.severity.name();
        let text = printable(&wording::alarm(alarm));
        ListedChange { mark, class: mark, text }
    });
    [
        moved,
        alarms,
        List::of("Could not be compared", &pairs.refused, unlike),
        List::of("Only on the old side", &pairs.only_old, place),
        List::of("Only on the new side", &pairs.only_new, place),
    ]
    .into_iter()
    .filter(|list| !list.items.is_empty())
    .collect()
}

fn plain(text: String) -> ListedChange {
    ListedChange { mark: "", class: "", text: printable(&text) }
}

impl List {
    fn of<T>(
        heading: &'static str,
        all: &[T],
        item: impl Fn(&T) -> ListedChange,
    ) -> List {
        let (shown, more) = first(all);
        let more = (more > 0).then(|| format!("{more} more are not shown."));
        List { heading, items: shown.iter().map(item).collect(), more }
    }
}
