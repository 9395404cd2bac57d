//! A comparison for people at a terminal.

mod bar;
mod changes;
mod pair;
mod top;

use std::io::{self, Write};

use super::Options;
use super::columns::{Columns, GAP};
use super::style::{Page, Tone};
use crate::diff::{Diff, Pair};
use crate::table::{LEGEND, Pairs};
use crate::wording::{self, first, is_quiet, quiet};

/// Writes `diff` as text: what is compared, what moved from whom to whom, which
/// limits are broken, then a table for each probe with figures that changed.
/// If nothing did, one line says so.
///
/// What the files have (names, reasons) is shown escaped: it cannot move the
/// cursor or colour the text.
///
/// ```
/// use residue_report::{diff::Diff, terminal};
///
/// let mut out = Vec::new();
/// let options = terminal::Options::default();
/// terminal::render_diff(&Diff::default(), options, &mut out)?;
/// assert!(String::from_utf8_lossy(&out).contains("no probe"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn render_diff(
    diff: &Diff,
    options: Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let page = &mut Page::new(options, out);
    if is_quiet(diff) {
        return page.text("", &quiet(diff));
    }
    let pairs = Pairs::of(diff);
    top::write(diff, page)?;
    for pair in &pairs.changed {
        pair::write(pair, page)?;
    }
    let unlike = |pair: &Pair| {
        format!("{}: {}", wording::place(&pair.place), wording::unlike(pair))
    };
    let place = |pair: &Pair| wording::place(&pair.place);
    list("Could not be compared", &pairs.refused, unlike, page)?;
    list("Only on the old side", &pairs.only_old, place, page)?;
    list("Only on the new side", &pairs.only_new, place, page)?;
    bottom(diff, &pairs, page)
}

fn list<W: Write>(
    heading: &str,
    pairs: &[&Pair],
    text: impl Fn(&Pair) -> String,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    page.line("")?;
    page.heading(heading)?;
    let (shown, more) = first(pairs);
    for pair in shown {
        page.text("  ", &text(pair))?;
    }
    page.more(more)
}

fn bottom<W: Write>(
    diff: &Diff,
    pairs: &Pairs<'_>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.line("")?;
    if diff.pairs.is_empty() {
        return page.text("", "Neither side has a probe to compare: no probe.");
    }
    page.heading(&wording::summary(&diff.summary))?;
    let legend = (!pairs.changed.is_empty()).then_some(LEGEND);
    let method = diff.method.iter().map(String::as_str);
    for line in legend.into_iter().chain(method) {
        page.note("", line)?;
    }
    Ok(())
}
