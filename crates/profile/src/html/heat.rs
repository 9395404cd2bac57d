//! The bytes of a block as a strip: the more often one was accessed, the
//! warmer it is. Drawn here, so that it is there without scripts.

use std::fmt::Write;

use crate::view::Accesses;
use residue_present::counted;

/// Cells of a strip at most; of longer blocks several bytes share one.
const CELLS: u64 = 256;

/// Bytes of a block that is drawn, at most: profilers follow no longer ones.
const LONGEST: u64 = 1 << 16;

/// Runs of bytes that are told in words, at most.
const TOLD: usize = 12;

/// The strip of a block, and what it says, in words.
pub(super) struct Heat {
    pub(super) picture: String,
    pub(super) words: String,
}

/// The strip of the bytes that `accesses` has counts of; `None` where there
/// are none, or more than a profiler follows.
pub(super) fn strip(accesses: Accesses<'_>) -> Option<Heat> {
    let runs: Vec<_> = accesses.runs().collect();
    let bytes = runs.iter().try_fold(0_u64, |sum, (len, _)| {
        sum.checked_add(*len).filter(|sum| *sum <= LONGEST)
    });
    let bytes = bytes.filter(|bytes| *bytes > 0)?;
    let words = words(&runs, bytes);
    let picture = picture(&cells(&runs, bytes), &words);
    Some(Heat { picture, words })
}

/// The most accesses of each cell's bytes, and how many bytes a cell has.
fn cells(runs: &[(u64, u64)], bytes: u64) -> Vec<u64> {
    let per_cell = bytes.div_ceil(CELLS);
    let mut cells = vec![0; bytes.div_ceil(per_cell) as usize];
    let mut at = 0;
    for &(len, count) in runs.iter().filter(|(len, _)| *len > 0) {
        let last = (at + len - 1) / per_cell;
        for cell in &mut cells[(at / per_cell) as usize..=last as usize] {
            *cell = count.max(*cell);
        }
        at += len;
    }
    cells
}

/// A rectangle for each run of equal cells, as opaque as it is warm; what was
/// never accessed is left out, and shows the ground.
fn picture(cells: &[u64], words: &str) -> String {
    let most = cells.iter().copied().max().unwrap_or(0);
    // Counts of neighbours differ by orders of magnitude.
    let warmth = |count: u64| ((count as f64) + 1.0).log2();
    let mut picture = format!(
        "<svg class=\"heat\" viewBox=\"0 0 {} 1\" \
         preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"accesses by byte\"><title>{words}</title>",
        cells.len()
    );
    let mut at = 0;
    for run in cells.chunk_by(|one, next| one == next) {
        if run[0] > 0 {
            let opacity = 0.12 + 0.88 * warmth(run[0]) / warmth(most);
            let width = run.len();
            let _ = write!(
                picture,
                "<rect x=\"{at}\" width=\"{width}\" height=\"1\" \
                 fill-opacity=\"{opacity:.2}\"/>"
            );
        }
        at += run.len();
    }
    picture.push_str("</svg>");
    picture
}

/// How often which bytes were accessed.
fn words(runs: &[(u64, u64)], bytes: u64) -> String {
    let mut told = Vec::new();
    let mut at = 0;
    let equal = |one: &(u64, u64), next: &(u64, u64)| one.1 == next.1;
    for run in runs.chunk_by(equal) {
        let len: u64 = run.iter().map(|(len, _)| len).sum();
        let times = match run[0].1 {
            0 => "never".to_owned(),
            count => counted(count, "time"),
        };
        let last = at + len.saturating_sub(1);
        told.push(match len {
            1 => format!("{at} {times}"),
            _ => format!("{at} to {last} {times}"),
        });
        at += len;
    }
    let more = told.len().saturating_sub(TOLD);
    told.truncate(TOLD);
    let more = match more {
        0 => String::new(),
        more => format!(", and {more} more runs"),
    };
    format!(
        "accesses of a block of {}, by byte, in all blocks: {}{more}",
        counted(bytes, "byte"),
        told.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_bytes_are_as_warm_as_they_were_accessed() {
        let counts = [-4, 0, 9, -3, 1];
        let heat = strip(Accesses::of(&counts)).unwrap();
        assert!(heat.picture.contains("viewBox=\"0 0 8 1\""));
        let rects: Vec<_> = heat.picture.matches("<rect").collect();
        assert_eq!(rects.len(), 2, "{}", heat.picture);
        let hot = "x=\"4\" width=\"1\" height=\"1\" fill-opacity=\"1.00\"";
        assert!(heat.picture.contains(hot), "{}", heat.picture);
        assert!(
            heat.words.ends_with(
                "of 8 bytes, by byte, in all blocks: 0 to 3 never, \
                 4 9 times, 5 to 7 1 time"
            ),
            "{}",
            heat.words
        );
    }

    #[test]
    fn no_more_is_drawn_than_a_profiler_follows() {
        assert!(strip(Accesses::of(&[])).is_none());
        assert!(strip(Accesses::of(&[i64::MIN, 1])).is_none());
        assert!(strip(Accesses::of(&[-1 << 40, 1, -1 << 62, 2])).is_none());
        let heat = strip(Accesses::of(&[-1000, 3, -24, 1])).unwrap();
        assert!(heat.picture.contains("viewBox=\"0 0 256 1\""));
    }
}
