//! One probe of both sides: a heading, and the table of its changes.

use std::io::{self, Write};

use super::{Page, changes};
use crate::diff::Pair;
use crate::table::Changes;
use crate::text::counted;
use crate::wording::{across, place, repetitions, versions};

/// Lines of one table; the rest is only counted.
const MOST_LINES: usize = 60;

pub(super) fn write<W: Write>(
    pair: &Pair,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let table = Changes::of(pair, MOST_LINES);
    page.line("")?;
    page.heading(&place(&pair.place))?;
    changes::write(&table, page)?;
    if table.more > 0 {
        let more = counted(table.more as u64, "figure");
        page.text("  ", &format!("and {more} more: --format json has all"))?;
    }
    for note in notes(pair, table.within_noise) {
        page.note("  ", &note)?;
    }
    Ok(())
}

fn notes(pair: &Pair, within_noise: usize) -> Vec<String> {
    let within = (within_noise > 0).then(|| {
        let figures = counted(within_noise as u64, "figure");
        format!("{figures} within noise")
    });
    let known = [versions(pair), repetitions(pair), within];
    let known: Vec<_> = known.into_iter().flatten().collect();
    let known = (!known.is_empty()).then(|| known.join("; "));
    known.into_iter().chain(across(&pair.across)).collect()
}
