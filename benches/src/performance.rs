//! What a README shows of the benches.

use crate::{Machine, Summary, added, ratios};
use std::fmt::Write;

/// The bench's tables, and under them where and by what they were measured.
pub fn performance(summary: &Summary) -> String {
    let mut out = String::new();
    for base in ["system", "jemalloc", "mimalloc"] {
        let table = match summary.bench.as_str() {
            "contention" => added(summary, base),
            _ => ratios(summary, base),
        };
        if let Some(table) = table {
            let _ = writeln!(out, "{table}");
        }
    }
    let Machine { cpu, cores, kernel, rustc, command, date, load } =
        &summary.machine;
    let _ = writeln!(
        out,
        "`{command}`, {date}: {cpu}, {cores} cores, {kernel}, {rustc}, load \
         {load} when it began."
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, Round, Rounds};

    #[test]
    fn contention_shows_what_is_added_and_others_show_ratios() {
        let round = Round { iterations: 10, subject_ns: 50, bare_ns: 20 };
        let case = "pair 8 2".parse().unwrap();
        for (bench, figure) in
            [("contention", "| +3.0 ± 0.0 |"), ("overhead", "| 2.50 |")]
        {
            let mut summary = Summary::begin(bench);
            let rounds = Rounds(vec![round]);
            summary.cells.push(Cell::of("system", "x", case, rounds));
            let text = performance(&summary);
            assert!(text.contains(figure), "{text}");
            assert!(text.contains(&summary.machine.kernel), "{text}");
        }
    }
}
