//! What the doctor says as a page: of each subject its ledger as a bar, then
//! all that text says of it.

use std::io::{self, Write};

use askama::Template;
use residue_present::page::Shell;
use residue_present::{counted, write_html};

use super::boxes::{BarPart, parts};
use super::palette;
use super::scale::Scale;
use crate::documents::doctor::Statement;
use residue_ledger::Ledger;

const CSS: &str = include_str!("../../assets/html/findings.css");

/// Writes a page of what is `said`, subject by subject.
pub(crate) fn render_findings(
    said: &[Statement],
    mut out: &mut dyn Write,
) -> io::Result<()> {
    let title =
        format!("findings of {}", counted(said.len() as u64, "subject"));
    let shell = Shell {
        title: &title,
        claim: "who holds the memory, and what gives it back",
        style: &(palette::css() + CSS),
        scripts: &[],
        beside: "",
    };
    shell.open(out)?;
    for Statement { ledger, heading, blocks } in said {
        writeln!(out, "<section class=\"subject\">")?;
        write_html(std::slice::from_ref(heading), out)?;
        Bar::of(ledger).write_into(&mut out)?;
        write_html(blocks, out)?;
        writeln!(out, "</section>")?;
    }
    out.write_all(b"</main>\n</body>\n</html>\n")
}

/// A ledger as one bar, as a template shows it.
#[derive(Template)]
#[template(path = "html/findings.html")]
struct Bar {
    /// All of it in words.
    label: String,
    parts: Vec<BarPart>,
}

impl Bar {
    fn of(ledger: &Ledger) -> Bar {
        let all = ledger.known().map(|(_, bytes)| bytes);
        let all = all.fold(0, u64::saturating_add);
        let parts = parts(ledger, all, Scale::exactly(all));
        let hints: Vec<_> = parts.iter().map(|part| &*part.hint).collect();
        Bar { label: hints.join("; "), parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_ledger::Row;
    use residue_present::{Block, page};

    #[test]
    fn the_bar_is_as_wide_as_its_rows_and_names_them() {
        let mut ledger = Ledger::default();
        ledger.set(Row::Cached, 3 << 20);
        ledger.set(Row::OtherLive, 1 << 20);
        ledger.set(Row::Slack, 0);
        let said = Statement {
            ledger,
            heading: Block::part("7 <sh>"),
            blocks: vec![Block::text("a & b")],
        };
        let mut out = Vec::new();
        render_findings(&[said], &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        for part in [
            "class=\"r-cached\" style=\"width:75%\"",
            "class=\"r-other_live\" style=\"width:25%\"",
            "cached 3.0 MiB, 75 % of 4.0 MiB",
            "<h2>7 &lt;sh&gt;</h2>",
            "a &amp; b",
            "findings of 1 subject",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("class=\"r-slack\""), "nothing of it is there");
    }

    #[test]
    fn the_style_stays_within_its_element() {
        assert!(page::stays_within("style", CSS));
    }
}
