//! The page around what is drawn.

use std::io::{self, Write};

use askama::Template;
use residue_present::page::{self, Shell};
use residue_present::{Block, Document, write_html};

use super::assets;
use super::data::Data;
use super::sites::Sites;
use crate::error::Error;

/// What the scripts draw in, and the table of call sites.
#[derive(Template)]
#[template(path = "html/explorer.html")]
struct Explorer<'a> {
    sites: &'a Sites,
}

/// Writes the page of `document`: what is told of the whole, what is drawn,
/// the tables, and below all of it the notes.
pub(super) fn write(
    document: &Document<'_>,
    data: &Data,
    sites: &Sites,
    mut out: &mut dyn Write,
) -> Result<(), Error> {
    let own = assets::own();
    let shell = Shell {
        title: heading(document),
        claim: "which call sites the memory went to",
        style: assets::CSS,
        scripts: &[&own, &data.flame_script],
        beside: "",
    };
    let is_table = |block: &Block<'_>| matches!(block, Block::Table(_));
    let blocks = &document.blocks;
    let first = blocks.iter().position(is_table).unwrap_or(blocks.len());
    let (told, rest) = blocks.split_at(first);
    let tables = rest.iter().filter(|block| is_table(block)).count();
    let (tables, notes) = rest.split_at(tables);
    shell.open(out)?;
    write_html(told, out)?;
    Explorer { sites }.write_into(&mut out)?;
    write_html(tables, out)?;
    out.write_all(b"</main>\n<footer>\n")?;
    write_html(notes, out)?;
    Ok(foot(data, &own, out)?)
}

fn heading<'a>(document: &'a Document<'_>) -> &'a str {
    match document.blocks.first() {
        Some(Block::Heading(_, heading)) => heading,
        _ => "",
    }
}

fn foot(data: &Data, own: &str, mut out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<p>Flame graphs by inferno, CDDL 1.0. This page needs no network, \
          and its policy allows none.</p>\n</footer>\n\
          <script type=\"application/json\" id=\"data\">",
    )?;
    page::write_json(data, &mut out)?;
    write!(out, "</script>\n<script id=\"own\">{own}</script>\n")?;
    out.write_all(b"</body>\n</html>\n")
}
