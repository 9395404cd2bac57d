//! Parts of a file that people write which a tool keeps up to date: what stands
//! between markers is what the tool prints.

mod fence;
mod markers;

use anyhow::{Context, Result};
pub use fence::fenced;
use markers::{MarkedText, Piece, pieces};

/// What came of a file with markers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spliced {
    /// The file with all its parts renewed.
    Renewed(String),
    /// A part was only to be checked, and is not up to date.
    Stale {
        /// The line of its opening marker, counted from 1.
        line: usize,
        /// What that marker passes to `residue report`.
        args: String,
    },
}

/// Renews the parts of the file `name`, which now is `old`: `content` says what
/// belongs where a marker has these arguments. With `check` it ends at the
/// first part that is not up to date.
pub fn splice(
    name: &str,
    old: &str,
    check: bool,
    content: impl Fn(&str) -> Result<String>,
) -> Result<Spliced> {
    let mut new = String::with_capacity(old.len());
    for piece in pieces(old).with_context(|| name.to_owned())? {
        let part = match piece {
            Piece::Text(text) => {
                new.push_str(text);
                continue;
            }
            Piece::MarkedText(part) => part,
        };
        let line = part.line;
        let content = content(part.args)
            .and_then(|content| fitting(&part, content))
            .with_context(|| format!("{name}, line {line}"))?;
        if check && content != part.content {
            return Ok(Spliced::Stale { line, args: part.args.to_owned() });
        }
        new.extend([part.opening, &content, part.closing]);
    }
    Ok(Spliced::Renewed(new))
}

/// `content` with the line ends of its file, if it may stand in `part`.
fn fitting(part: &MarkedText<'_>, content: String) -> Result<String> {
    markers::refuse_inside(&content)?;
    let is_crlf = part.opening.ends_with("\r\n");
    Ok(if is_crlf { content.replace('\n', "\r\n") } else { content })
}
