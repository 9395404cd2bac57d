//! A run, or a comparison, as one HTML file: for people to look at, to keep
//! and to pass on.
//!
//! The file holds all that it needs, and its policy forbids the network. What
//! can be shown without scripts is: tables, and the waterfall as plain boxes.
//! Scripts add charts, the heap map, sorting and filters.
//!
//! ```text
//! Run ──► Catalogue ──► page parts, through templates ──► Write
//!             └───────► chart data, as JSON ────────────► scripts (assets/)
//! ```

mod assets;
mod boxes;
mod catalogue;
mod data;
mod diff;
mod diff_pair;
mod figures;
mod findings;
mod grid;
mod head;
mod heap;
mod overview;
mod palette;
mod policies;
mod probe;
mod rungs;
mod scale;
mod section;
mod settings;

use std::io::{self, Write};

use askama::Template;

use self::assets::Scripts;
use self::catalogue::Catalogue;
pub use self::diff::render_diff;
pub(crate) use self::findings::render_findings;
use crate::documents;
use crate::pages::PageMaps;
use crate::run::Run;
use crate::section::Section;
use residue_present::{page, write_html};

/// Writes `run` as an HTML page that needs nothing else. `maps` are the pages
/// of its heaps, empty if they are not known.
///
/// What the run has from elsewhere (names, reasons) is shown escaped: it
/// cannot become markup, nor a script. The same run and maps give the same
/// bytes. Of a run too large for one page, what is left out is said there.
///
/// ```
/// use residue_report::pages::PageMaps;
/// use residue_report::{Environment, Run, html};
///
/// let mut out = Vec::new();
/// let run = Run::new(Environment::default());
/// html::render(&run, &PageMaps::default(), &mut out)?;
/// assert!(out.starts_with(b"<!doctype html>"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn render(
    run: &Run,
    maps: &PageMaps,
    out: &mut impl Write,
) -> io::Result<()> {
    let catalogue = Catalogue::of(run);
    let heap = heap::CarriedMaps::of(&catalogue, maps);
    let scripts = Scripts::new();
    head::of_run(run, &catalogue, &scripts, out)?;
    opening(run, out)?;
    overview::Overview::of(&catalogue).write_into(out)?;
    if let Some(view) = policies::PoliciesView::of(&Section::all(run)) {
        view.write_into(out)?;
    }
    for group in catalogue.detailed() {
        section::SectionView::of(group).write_into(out)?;
    }
    heap::HeapView::of(&heap).write_into(out)?;
    foot(&catalogue, &heap, &scripts, out)
}

/// Who is to blame, and what remedies gave back, as text says it.
fn opening(run: &Run, out: &mut impl Write) -> io::Result<()> {
    let sections = Section::all(run);
    let mut blocks = documents::verdicts::blocks(&sections);
    blocks.extend(documents::remedies::blocks(run));
    blocks.extend(documents::steps::blocks(&sections));
    if blocks.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section class=\"verdicts\">")?;
    write_html(&blocks, out)?;
    writeln!(out, "</section>")
}

#[derive(Template)]
#[template(path = "html/foot.html")]
struct Foot {
    omitted: Option<String>,
    is_empty: bool,
    has_charts: bool,
}

/// The end of the page: what was left out, the data, and the scripts.
fn foot(
    catalogue: &Catalogue<'_>,
    heap: &heap::CarriedMaps,
    scripts: &Scripts,
    out: &mut impl Write,
) -> io::Result<()> {
    let is_empty = catalogue.is_empty();
    let omitted = catalogue.omitted();
    Foot { omitted, is_empty, has_charts: true }.write_into(out)?;
    out.write_all(b"<script type=\"application/json\" id=\"data\">")?;
    page::write_json(&data::Data::of(catalogue, heap), out)?;
    out.write_all(b"</script>\n")?;
    Scripts::write_library(out)?;
    scripts.write_own(out)?;
    out.write_all(b"</body>\n</html>\n")
}
