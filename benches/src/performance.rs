//! What a README shows of the benches.

use crate::{Machine, Summary, added, ratios};
use std::fmt::Write;

/// The bench's table over `base`, and under it where and by what it was
/// measured. `None` where nothing was measured over that.
pub fn performance(summary: &Summary, base: &str) -> Option<String> {
    let mut out = match summary.bench.as_str() {
        "contention" => added(summary, base)?,
        _ => ratios(summary, base)?,
    };
    out.push('\n');
    let Machine { cpu, cores, kernel, rustc, command, date, load } =
        &summary.machine;
    let _ = writeln!(
        out,
        "`{command}`, {date}: {cpu}, {cores} cores, {kernel}, {rustc}, load \
         {load} when it began."
    );
    Some(out)
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
            let text = performance(&summary, "system").unwrap();
            assert!(text.contains(figure), "{text}");
            assert!(text.contains(&summary.machine.kernel), "{text}");
            assert_eq!(performance(&summary, "jemalloc"), None);
        }
    }
}
