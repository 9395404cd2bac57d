//! A run, or a comparison, for people at a terminal.

mod columns;
mod diff;
mod grid;
mod preamble;
mod section;
mod self_test;
mod style;

use std::io::{self, Write};

pub use self::diff::render_diff;
pub use self::self_test::render_self_test;
use self::style::Page;
use crate::run::Run;
use crate::section::Section;

/// How wide and how colourful the text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The terminal's columns. Without, a table is as wide as it likes and
    /// text is as wide as people read.
    pub width: Option<u16>,
    /// Whether the terminal's own escape sequences mark headings and notes.
    pub colour: bool,
}

/// Writes `run` as text: the machine, then for each scenario a table for each
/// backend, and who holds what after the peak.
///
/// What the run has from elsewhere (names, reasons) is shown escaped: it
/// cannot move the cursor or colour the text.
///
/// ```
/// use residue_report::{Environment, Run, terminal};
///
/// let mut out = Vec::new();
/// let run = Run::new(Environment::default());
/// terminal::render(&run, terminal::Options::default(), &mut out)?;
/// assert!(String::from_utf8_lossy(&out).contains("no probe"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn render(
    run: &Run,
    options: Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut page = Page::new(options, out);
    preamble::write(run, &mut page)?;
    for section in Section::all(run) {
        section::write(&section, &mut page)?;
    }
    if run.probes.is_empty() {
        page.text("", "The run has no probe: there is nothing to show.")?;
    }
    Ok(())
}
