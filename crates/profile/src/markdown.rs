//! A profile, or a comparison, for a comment on a pull request.

use std::io::Write;

use crate::diff::Diff;
use crate::error::Error;
use crate::model::{Figure, Profile};
use crate::show::{self, Document, Table, Tone};
use crate::text::elided;

/// Characters of a text from elsewhere that are shown at most.
const MOST: usize = 300;

/// Writes `profile` as Markdown: its sums and its `limit` sites with most of
/// `order`. Names from elsewhere cannot become markup, links or mentions.
pub fn render(
    profile: &Profile,
    order: Figure,
    limit: usize,
    out: &mut impl Write,
) -> Result<(), Error> {
    document(&show::profile(profile, order, limit)?, out)
}

/// Writes `diff` as Markdown: the answer first.
pub fn render_diff(
    diff: &Diff<'_>,
    order: Figure,
    limit: usize,
    out: &mut impl Write,
) -> Result<(), Error> {
    document(&show::diff(diff, order, limit)?, out)
}

fn document(document: &Document, out: &mut impl Write) -> Result<(), Error> {
    writeln!(out, "**{}**\n", escaped(&document.heading))?;
    for (name, fact) in &document.facts {
        writeln!(out, "- {name}: {}", escaped(fact))?;
    }
    for (tone, text) in &document.told {
        let mark = match tone {
            Tone::Bad => "**broken** ",
            _ => "",
        };
        writeln!(out, "- {mark}{}", escaped(text))?;
    }
    for at in &document.tables {
        table(at, out)?;
    }
    for note in &document.notes {
        writeln!(out, "\n{}", escaped(note))?;
    }
    Ok(())
}

fn table(table: &Table, out: &mut impl Write) -> Result<(), Error> {
    writeln!(out, "\n**{}**\n", escaped(&table.caption))?;
    let titles = table.columns.iter().map(|at| escaped(&at.title));
    writeln!(out, "| {} |", titles.collect::<Vec<_>>().join(" | "))?;
    let rules = table.columns.iter().map(|at| match at.is_number {
        true => "---:",
        false => "---",
    });
    writeln!(out, "| {} |", rules.collect::<Vec<_>>().join(" | "))?;
    for row in &table.rows {
        let mut cells: Vec<_> =
            row.cells.iter().map(|cell| escaped(cell)).collect();
        if let (Some(below), Some(last)) = (&row.below, cells.last_mut()) {
            last.push_str("<br>");
            last.push_str(&escaped(below));
        }
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

/// `text` on one line of Markdown, where it means nothing: no markup, no
/// HTML, no link and no mention.
fn escaped(text: &str) -> String {
    let text = elided(text, MOST);
    let mut shown = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|'
            | '~' | '!' => shown.extend(['\\', character]),
            '@' | '#' => {
                shown.extend([character.to_string().as_str(), "&#8203;"])
            }
            '$' => shown.push_str("&#36;"),
            // An address becomes a link by its `//`, and `:name:` an emoji.
            '/' if before == ':' => shown.push_str("&#8203;/"),
            _ if before == ':' && character.is_alphanumeric() => {
                shown.push_str("&#8203;");
                shown.push(character);
            }
            _ => shown.push(character),
        }
        before = character;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(escaped("<A as B>::f"), r"\<A as B\>::&#8203;f");
        assert_eq!(escaped("a|b`c"), r"a\|b\`c");
        assert_eq!(escaped("app.c (main)"), "app.c (main)");
    }
}
