//! A run, or a comparison, for a comment on a pull request.
//!
//! What is written fits a comment on GitHub, whatever the input: where there
//! is too much, the folded details are left out from the last on, and a note
//! says so. Names and reasons are escaped, so that they are neither Markdown
//! nor HTML, and mention nobody.

mod diff;
mod document;
mod escape;
mod grid;
mod overview;
mod pair;
mod section;

use std::io::{self, Write};

pub use self::diff::render_diff;
use self::document::{Document, FOR_LIST, Fold, limited};
use self::escape::fenced;
use crate::preamble::{LEGEND, circumstances};
use crate::run::Run;
use crate::section::Section;
use crate::text::printable;

/// Writes `run` as Markdown: who holds what after the peak, in one table over
/// all scenarios and backends, and in words; then, folded, the ledgers of each
/// scenario, and the machine.
///
/// ```
/// use residue_report::{Environment, Run, markdown};
///
/// let mut out = Vec::new();
/// markdown::render(&Run::new(Environment::default()), &mut out)?;
/// assert!(String::from_utf8_lossy(&out).contains("no probe"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn render(run: &Run, out: &mut impl Write) -> io::Result<()> {
    let mut document = Document::ending_with(&machine(run));
    let sections = Section::all(run);
    if sections.is_empty() {
        document.push("The run has no probe: there is nothing to show.\n");
    } else {
        overview::write(&sections, &mut document);
        document.push(&format!("\n{LEGEND}\n"));
        document.folds(sections.iter().map(section::fold), "scenario");
    }
    out.write_all(document.finish().as_bytes())
}

fn machine(run: &Run) -> Fold {
    let lines: Vec<_> =
        circumstances(run).iter().map(|line| printable(line) + "\n").collect();
    let title = "Machine and settings";
    Fold {
        name: title.to_owned(),
        title: title.to_owned(),
        body: fenced(&limited(lines.into_iter(), FOR_LIST, "line")),
    }
}
