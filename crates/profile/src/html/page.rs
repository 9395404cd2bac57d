//! The page around what is drawn.

use std::io::Write;

use askama::Template;

use super::assets;
use super::data::Data;
use super::json::in_script;
use super::sites::Sites;
use crate::error::Error;
use crate::show::{Document, Table, Tone};

#[derive(Template)]
#[template(path = "html/page.html")]
struct Page<'a> {
    /// The only scripts that may run, by what they say.
    hashes: String,
    css: &'static str,
    early: &'static str,
    own: &'a str,
    data: &'a str,
    heading: &'a str,
    facts: &'a [(&'static str, String)],
    told: Vec<(&'static str, &'a str)>,
    tables: &'a [Table],
    notes: &'a [String],
    sites: &'a Sites,
}

/// Writes the page of `document`.
pub(super) fn write(
    document: &Document,
    data: &Data,
    sites: &Sites,
    out: &mut impl Write,
) -> Result<(), Error> {
    let own = assets::own();
    let scripts = [assets::EARLY, &own, &data.flame_script];
    let told = document.told.iter().map(|(tone, text)| {
        let class = match tone {
            Tone::Plain => "",
            Tone::Bad => "bad",
            Tone::Unsure => "unsure",
        };
        (class, text.as_str())
    });
    // The sites of a page are in a table of its own.
    let tables = match sites.rows.is_empty() {
        true => &document.tables[..],
        false => &document.tables[..document.tables.len() - 1],
    };
    let page = Page {
        hashes: scripts.map(assets::hash).join(" "),
        css: assets::CSS,
        early: assets::EARLY,
        own: &own,
        data: &in_script(data)?,
        heading: &document.heading,
        facts: &document.facts,
        told: told.collect(),
        tables,
        notes: &document.notes,
        sites,
    };
    page.write_into(out)?;
    Ok(())
}
