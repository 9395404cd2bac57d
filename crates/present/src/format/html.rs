//! Blocks of a document as parts of an HTML page.

use std::io::{self, Write};

use crate::document::{Block, Cell, Level, List, Row, Section, Table, Tone};
use crate::text::harmless;

/// Writes `blocks` as HTML. No text in them becomes an element.
pub fn write_blocks(
    blocks: &[Block<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    blocks.iter().try_for_each(|block| write(block, out))
}

fn write(block: &Block<'_>, out: &mut dyn Write) -> io::Result<()> {
    match block {
        Block::Gap => Ok(()),
        Block::Heading(level, text) => {
            let tag = match level {
                Level::Document => "h1",
                Level::Part => "h2",
                Level::Label => "h3",
            };
            writeln!(out, "<{tag}>{}</{tag}>", escaped(text))
        }
        Block::Text(text) => {
            let class = class(text.tone);
            writeln!(out, "<p class=\"{class}\">{}</p>", prose(&text.text))
        }
        Block::Facts(facts) => {
            writeln!(out, "<dl class=\"facts\">")?;
            for (name, fact) in facts {
                let (name, fact) = (escaped(name), escaped(fact));
                writeln!(out, "<div><dt>{name}</dt><dd>{fact}</dd></div>")?;
            }
            writeln!(out, "</dl>")
        }
        Block::List(list) => write_list(list, out),
        Block::Code(lines) => {
            let lines: Vec<_> = lines.iter().map(|at| escaped(at)).collect();
            writeln!(out, "<pre>{}</pre>", lines.join("\n"))
        }
        Block::Table(table) => write_table(table, out),
        Block::Sections(_, sections) => {
            sections.iter().try_for_each(|section| fold(section, out))
        }
    }
}

fn fold(section: &Section<'_>, out: &mut dyn Write) -> io::Result<()> {
    let part = section.part();
    let title = escaped(&part.heading());
    writeln!(out, "<details><summary>{title}</summary>")?;
    write_blocks(&part.blocks, out)?;
    writeln!(out, "</details>")
}

fn write_list(list: &List<'_>, out: &mut dyn Write) -> io::Result<()> {
    if list.items().len() == 0 {
        return Ok(());
    }
    if let Some(heading) = list.heading {
        writeln!(out, "<h2>{}</h2>", escaped(heading))?;
    }
    writeln!(out, "<ul class=\"list\">")?;
    for item in list.items() {
        let mark = item.mark.as_deref().map(escaped);
        let of = escaped(&item.of);
        let mark = mark.map(|mark| format!("<b>{mark}</b> {of} "));
        let (mark, text) = (mark.unwrap_or_default(), prose(&item.text));
        let class = class(item.tone);
        writeln!(out, "<li class=\"{class}\">{mark}{text}</li>")?;
    }
    writeln!(out, "</ul>")?;
    match list.more {
        0 => Ok(()),
        more => writeln!(out, "<p class=\"note\">and {more} more</p>"),
    }
}

fn write_table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>")?;
    if !table.caption.is_empty() {
        writeln!(out, "<h2>{}</h2>", escaped(&table.caption))?;
    }
    writeln!(out, "<div class=\"wide\"><table><thead><tr>")?;
    if let Some(group) = table.group {
        writeln!(out, "<th scope=\"col\">{}</th>", escaped(group))?;
    }
    for column in &table.columns {
        let (class, title) = (number(column.is_number), escaped(&column.title));
        writeln!(out, "<th scope=\"col\"{class}>{title}</th>")?;
    }
    writeln!(out, "</tr></thead><tbody>")?;
    table.rows.iter().try_for_each(|row| write_row(table, row, out))?;
    writeln!(out, "</tbody></table></div></section>")
}

fn write_row(table: &Table, row: &Row, out: &mut dyn Write) -> io::Result<()> {
    let class = if row.is_sum { " class=\"sum\"" } else { "" };
    write!(out, "<tr{class}>")?;
    if table.group.is_some() {
        let group = escaped(row.group.as_deref().unwrap_or_default());
        write!(out, "<th scope=\"row\">{group}</th>")?;
    }
    let last = row.cells.len().saturating_sub(1);
    for (at, cell) in row.cells.iter().enumerate() {
        let class = number(table.columns[at].is_number);
        let below = row.below.iter().filter(|_| at == last);
        let below = below.map(|of| format!("<small>{}</small>", escaped(of)));
        let (text, below) = (linked(cell), below.collect::<String>());
        write!(out, "<td{class}>{text}{below}</td>")?;
    }
    writeln!(out, "</tr>")
}

fn linked(cell: &Cell) -> String {
    let text = escaped(&cell.text);
    match &cell.link {
        Some(link) => format!("<a href=\"{}\">{text}</a>", escaped(link)),
        None => text,
    }
}

fn number(is_number: bool) -> &'static str {
    if is_number { " class=\"n\"" } else { "" }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "told",
        Tone::Faint => "note",
        Tone::Good => "told good",
        Tone::Bad => "told bad",
        Tone::Unsure => "told unsure",
    }
}

/// `text` as HTML: what stands between two backticks is code, and nothing else
/// in it is an element.
pub fn prose(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let mut html = String::with_capacity(text.len());
    for (at, part) in parts.iter().enumerate() {
        let part = escaped(part);
        // Every second part is between two, but for one that nothing closes.
        html.push_str(&match (at % 2, at + 1 == parts.len()) {
            (0, _) => part,
            (_, false) => format!("<code>{part}</code>"),
            (_, true) => format!("`{part}"),
        });
    }
    html
}

/// `text` so that nothing in it is an element, or ends an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in harmless(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let html = "<code>a</code> &lt; <code>b</code>";
        assert_eq!(prose("`a` < `b`"), html);
        assert_eq!(prose("a `b"), "a `b");
        assert_eq!(prose("`<i>`"), "<code>&lt;i&gt;</code>");
        assert_eq!(prose(""), "");
    }

    #[test]
    fn no_text_becomes_an_element_or_ends_an_attribute() {
        let text = escaped("</td><script>\"'&\u{202e}");
        assert_eq!(text, "&lt;/td&gt;&lt;script&gt;&quot;&#39;&amp;\\u{202e}");
    }
}
