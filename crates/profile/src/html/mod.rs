//! A profile, or a comparison, as one HTML file: for people to look at, to
//! keep and to pass on.
//!
//! The file holds all that it needs, and its policy forbids the network. Its
//! tables are there without scripts; scripts add the flame graphs, the tree
//! of calls, sorting and search.

mod assets;
mod data;
mod flame;
mod heat;
mod measures;
mod page;
mod sites;

use std::io::Write;

use self::data::Data;
use crate::diff::Diff;
use crate::document;
use crate::error::Error;
use crate::model::{Figure, Profile};
use crate::selection::Selection;

/// Call sites of each figure that stand in the table of a page.
const SITES: usize = 100;

/// Writes `profile` as an HTML page that needs nothing else: flame graphs and
/// the tree of calls, which open at the order, and the largest call sites. What
/// is too small to be drawn is counted, and the page says so.
///
/// Beside that stand the totals of `selection`'s groups; a [`Figure`] is a
/// selection without any.
pub fn render(
    profile: &Profile,
    selection: impl Into<Selection>,
    mut out: &mut dyn Write,
) -> Result<(), Error> {
    let selection = selection.into();
    let document = document::page(profile, selection)?;
    let data = Data::of(profile, selection.order)?;
    page::write(&document, &data, &sites::table(profile, SITES), &mut out)
}

/// Writes `diff` as an HTML page that needs nothing else: flame graphs that
/// show what grew in red and what shrank in blue, the tree of calls, and of
/// each kind of change the `limit` largest call sites.
pub fn render_diff(
    diff: &Diff<'_>,
    order: Figure,
    limit: usize,
    mut out: &mut dyn Write,
) -> Result<(), Error> {
    let document = document::diff(diff, order, limit)?;
    let data = Data::of_diff(diff, order)?;
    page::write(&document, &data, &sites::Sites::default(), &mut out)
}
