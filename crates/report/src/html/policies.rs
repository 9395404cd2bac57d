//! When to shrink: what each policy keeps beside what it moves, as bars.

use askama::Template;

use crate::documents::policies::LEGEND;
use crate::policies::{PolicyLine, advice};
use crate::section::Section;
use residue_present::{Count, Nanoseconds, Unit, html_prose, printable};

/// The policies of a run, as a template shows them.
#[derive(Template)]
#[template(path = "html/policies.html")]
pub(super) struct PoliciesView {
    /// As HTML.
    advice: Vec<String>,
    legend: &'static str,
    lines: Vec<PolicyRow>,
}

struct PolicyRow {
    trace: String,
    policy: String,
    backend: String,
    kept: Gauge,
    moved: Gauge,
    rehashes: String,
    time: String,
}

/// A figure and its bar, which is full at the most of all.
struct Gauge {
    text: String,
    raw: u64,
    width: u128,
}

impl PoliciesView {
    /// Those of `sections`, none where no policy was counted.
    pub(super) fn of(sections: &[Section<'_>]) -> Option<PoliciesView> {
        let lines = PolicyLine::all(sections);
        let most = |of: fn(&PolicyLine<'_>) -> u64| lines.iter().map(of).max();
        let kept = most(|line| line.kept_byte_hours)?;
        let moved = most(|line| line.moved_bytes)?;
        let said = advice(&lines).into_iter();
        let row = |line: &PolicyLine<'_>| PolicyRow {
            trace: printable(line.trace),
            policy: printable(line.policy),
            backend: printable(&line.backend),
            kept: Gauge::of(line.kept_byte_hours, kept, " h"),
            moved: Gauge::of(line.moved_bytes, moved, ""),
            rehashes: Count(line.rehashes).to_string(),
            time: line
                .processor_ns
                .map_or("–".to_owned(), |ns| Nanoseconds(ns).to_string()),
        };
        Some(PoliciesView {
            advice: said.map(|text| html_prose(&text)).collect(),
            legend: LEGEND,
            lines: lines.iter().map(row).collect(),
        })
    }
}

impl Gauge {
    fn of(bytes: u64, most: u64, per: &str) -> Gauge {
        let unit = Unit::fitting(most);
        Gauge {
            text: format!("{} {}{per}", unit.figure(bytes), unit.name()),
            raw: bytes,
            width: u128::from(bytes) * 100 / u128::from(most.max(1)),
        }
    }
}
