//! Summaries as Markdown.

use crate::{Cell, Estimate, Rounds, Summary};
use std::fmt::Write;

/// Half of the rounds within this much of the median needs no mention.
const NARROW: f64 = 0.03;

/// For `base`, how often every subject's time is the bare allocator's, case
/// by case; with half the distance of the quartiles, where that is not
/// narrow. `None` where nothing of it was measured.
pub fn ratios(summary: &Summary, base: &str) -> Option<String> {
    grid(summary, base, |rounds| {
        let Estimate { low, median, high } = rounds.ratio()?;
        let spread = (high - low) / 2.0;
        Some(match median {
            large if large >= 10.0 => format!("{large:.0}"),
            ratio if spread <= NARROW => format!("{ratio:.2}"),
            ratio => format!("{ratio:.2} ± {spread:.2}"),
        })
    })
}

/// For `base`, nanoseconds an iteration that every subject adds to the bare
/// allocator's, case by case, with half the distance of the quartiles.
pub fn added(summary: &Summary, base: &str) -> Option<String> {
    grid(summary, base, |rounds| {
        let Estimate { low, median, high } = rounds.added()?;
        Some(format!("{median:+.1} ± {:.1}", (high - low) / 2.0))
    })
}

/// Rows are subjects in the order in which they were measured, columns are
/// cases; what was not measured is a dash.
fn grid(
    summary: &Summary,
    base: &str,
    figure: impl Fn(&Rounds) -> Option<String>,
) -> Option<String> {
    let cells: Vec<&Cell> =
        summary.cells.iter().filter(|cell| cell.base == base).collect();
    let columns = distinct(cells.iter().map(|cell| column(cell)));
    let rows = distinct(cells.iter().map(|cell| cell.subject.clone()));
    if rows.is_empty() {
        return None;
    }
    let mut out = String::new();
    let _ = writeln!(out, "| over {base} | {} |", columns.join(" | "));
    let _ = writeln!(out, "| --- |{}", " ---: |".repeat(columns.len()));
    for row in rows {
        let _ = write!(out, "| {row} |");
        for name in &columns {
            let cell = cells
                .iter()
                .find(|cell| cell.subject == row && column(cell) == *name);
            let text = cell.and_then(|cell| figure(&cell.rounds));
            let _ = write!(out, " {} |", text.as_deref().unwrap_or("—"));
        }
        out.push('\n');
    }
    Some(out)
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

fn column(cell: &Cell) -> String {
    let mut name = cell.work.clone();
    if let Some(size) = cell.size {
        let _ = write!(name, " {}", bytes(size));
    }
    if cell.threads > 1 {
        let _ = write!(name, " ×{}", cell.threads);
    }
    name
}

fn bytes(size: u64) -> String {
    match size {
        0..1024 => format!("{size} B"),
        1024..1_048_576 => format!("{} KiB", size >> 10),
        _ => format!("{} MiB", size >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Round;

    fn summary() -> Summary {
        let mut summary = Summary::begin("x");
        for (subject, case, subject_ns) in [
            ("bare", "pair 64 1", 100),
            ("slow", "pair 64 1", 1234),
            ("slow", "pair 1048576 2", 103),
        ] {
            let round = Round { iterations: 10, subject_ns, bare_ns: 100 };
            let rounds = Rounds(vec![round]);
            let case = case.parse().unwrap();
            summary.cells.push(Cell::of("glibc", subject, case, rounds));
        }
        summary
    }

    #[test]
    fn ratios_have_a_row_for_each_subject_and_a_dash_where_none_was_taken() {
        assert_eq!(
            ratios(&summary(), "glibc").unwrap(),
            "\
| over glibc | pair 64 B | pair 1 MiB ×2 |
| --- | ---: | ---: |
| bare | 1.00 | — |
| slow | 12 | 1.03 |
"
        );
        assert_eq!(ratios(&summary(), "other"), None);
    }

    #[test]
    fn what_is_added_has_its_spread() {
        let table = added(&summary(), "glibc").unwrap();
        assert!(table.contains("| slow | +113.4 ± 0.0 | +0.3 ± 0.0 |"));
    }

    #[test]
    fn a_ratio_that_varies_says_by_how_much() {
        let mut summary = summary();
        summary.cells.truncate(1);
        let rounds = &mut summary.cells[0].rounds.0;
        for subject_ns in [80, 90, 120, 130] {
            rounds.push(Round { subject_ns, ..rounds[0] });
        }
        let table = ratios(&summary, "glibc").unwrap();
        assert!(table.contains("| bare | 1.00 ± 0.15 |"), "{table}");
    }
}
