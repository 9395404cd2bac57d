//! Manual pages: one of the whole, and one of each verb.

use super::Installed;
use anyhow::Result;
use clap::Command;
use clap::builder::StyledStr;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io::Write;

/// Where they are under a prefix.
const FOLDER: &str = "share/man/man1";

/// The pages of `command` and of all its verbs that are shown.
pub(super) fn pages(command: Command) -> Result<Vec<Installed>> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add(&command, &mut pages)?;
    Ok(pages)
}

fn add(command: &Command, pages: &mut Vec<Installed>) -> Result<()> {
    let source = format!("residue {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).manual("Residue").source(source);
    let name = format!("{FOLDER}/{}", man.get_filename());
    pages.push((name, page(&man, command)?));
    let mut verbs = command.get_subcommands().filter(|of| !of.is_hide_set());
    verbs.try_for_each(|verb| add(verb, pages))
}

fn page(man: &Man, command: &Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.get_subcommands().any(|of| !of.is_hide_set()) {
        man.render_subcommands_section(&mut page)?;
    }
    section("NOTES", command.get_after_long_help(), &mut page)?;
    section("EXAMPLES", command.get_before_long_help(), &mut page)?;
    Ok(page)
}

/// What stands in front of the options of a help text, or behind them. Lines
/// that are set off by two spaces are commands, and what is set off further
/// is said of them.
fn section(
    title: &str,
    text: Option<&StyledStr>,
    page: &mut impl Write,
) -> Result<()> {
    let Some(text) = text else { return Ok(()) };
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for line in text.to_string().lines().filter(|of| *of != "Examples:") {
        let words = line.trim_start();
        match line.len() - words.len() {
            _ if words.is_empty() => roff.control("PP", []),
            0 => roff.text([roman(words)]),
            1..=3 => roff.control("TP", []).text([bold(words)]),
            _ => roff.text([roman(words)]),
        };
    }
    roff.to_writer(page)?;
    Ok(())
}
