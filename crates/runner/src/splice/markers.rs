//! The markers between which a file shows a run.

use anyhow::{Result, bail};

const OPENING: &str = "<!-- residue:";
const CLOSING: &str = "<!-- /residue";

/// A piece of a file; all of them in order are the file.
pub(super) enum Piece<'a> {
    /// What people wrote.
    Text(&'a str),
    /// What the tool writes, with its markers.
    MarkedText(MarkedText<'a>),
}

/// What stands between two markers.
pub(super) struct MarkedText<'a> {
    /// The line of the opening marker, counted from 1.
    pub(super) line: usize,
    /// The opening marker, with its line end.
    pub(super) opening: &'a str,
    /// What the marker passes to `residue report`.
    pub(super) args: &'a str,
    /// What stands between them now.
    pub(super) content: &'a str,
    /// The closing marker, with its line end.
    pub(super) closing: &'a str,
}

/// What one line is.
enum LineKind<'a> {
    Opening(&'a str),
    Closing,
    Other,
}

/// Cuts `file` at its markers. Each stands in a line of its own.
pub(super) fn pieces(file: &str) -> Result<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    // Where the current text begins, and the region that is open.
    let (mut begin, mut open, mut end) = (0, None, 0);
    for (index, text) in file.split_inclusive('\n').enumerate() {
        let (line, at) = (index + 1, end);
        end += text.len();
        match (classify(text, line)?, open.take()) {
            (LineKind::Other, before) => open = before,
            (LineKind::Opening(args), None) => {
                pieces.push(Piece::Text(&file[begin..at]));
                open = Some((line, args, at, end));
            }
            (LineKind::Closing, Some((line, args, from, to))) => {
                pieces.push(Piece::MarkedText(MarkedText {
                    line,
                    opening: &file[from..to],
                    args,
                    content: &file[to..at],
                    closing: text,
                }));
                begin = end;
            }
            (LineKind::Opening(_), Some((before, ..))) => bail!(
                "line {line}: a marker inside the part that begins in line \
                 {before}: close that with `{CLOSING} -->` first"
            ),
            (LineKind::Closing, None) => bail!(
                "line {line}: `{CLOSING} -->` closes nothing: no \
                 `{OPENING} report ARGS -->` stands before it"
            ),
        }
    }
    if let Some((line, ..)) = open {
        bail!("line {line}: a marker without `{CLOSING} -->` after it");
    }
    if pieces.is_empty() {
        bail!(
            "it has no marker: put `{OPENING} report -->` and \
             `{CLOSING} -->` in lines of their own where the tables belong"
        );
    }
    pieces.push(Piece::Text(&file[begin..]));
    Ok(pieces)
}

/// Refuses content that would be read as a marker the next time.
pub(super) fn refuse_inside(content: &str) -> Result<()> {
    let is_marker =
        |line: &str| line.starts_with(OPENING) || line.starts_with(CLOSING);
    if content.lines().any(is_marker) {
        bail!("the run has a name that looks like a marker");
    }
    Ok(())
}

fn classify(text: &str, line: usize) -> Result<LineKind<'_>> {
    let text = text.trim_end();
    let Some(inside) =
        text.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix("-->"))
    else {
        let is_broken = text.starts_with(OPENING) || text.starts_with(CLOSING);
        return if is_broken {
            bail!("line {line}: a marker ends its line with `-->`")
        } else {
            Ok(LineKind::Other)
        };
    };
    match (inside.trim(), inside.strip_prefix("residue:")) {
        ("/residue", _) => Ok(LineKind::Closing),
        (_, None) => Ok(LineKind::Other),
        (_, Some(command)) => match command.trim().split_once("report") {
            Some(("", args)) if args.is_empty() || args.starts_with(' ') => {
                Ok(LineKind::Opening(args.trim()))
            }
            _ => bail!(
                "line {line}: unknown marker `{}`: this residue knows \
                 `report ARGS`",
                command.trim()
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
a
<!-- residue: report --scenario x -->
old
<!-- /residue -->
b <!-- residue: report --> in text is none, nor is `<!-- residue: x -->`
<!-- residue: report -->
<!-- /residue -->
";

    #[test]
    fn the_pieces_are_the_file() {
        let mut whole = String::new();
        let mut args = Vec::new();
        for piece in pieces(FILE).expect("balanced") {
            match piece {
                Piece::Text(text) => whole.push_str(text),
                Piece::MarkedText(region) => {
                    args.push((region.line, region.args));
                    let MarkedText { opening, content, closing, .. } = region;
                    whole.extend([opening, content, closing]);
                }
            }
        }
        assert_eq!(whole, FILE);
        assert_eq!(args, [(2, "--scenario x"), (6, "")]);
    }

    #[test]
    fn what_does_not_balance_is_refused_with_its_line() {
        let (open, close) =
            ("<!-- residue: report -->\n", "<!-- /residue -->\n");
        for (file, says) in [
            (format!("a\n{close}"), "line 2: `<!-- /residue -->` closes"),
            (format!("{open}a\n"), "line 1: a marker without"),
            (format!("{open}{open}{close}"), "line 2: a marker inside"),
            (format!("{open}{close}{close}"), "line 3:"),
            ("\n<!-- residue: diff -->\n".into(), "line 2: unknown marker"),
            ("<!-- residue: reports -->\n".into(), "line 1: unknown marker"),
            ("<!-- residue: report\n-->\n".into(), "line 1: a marker ends"),
            ("nothing\n".into(), "has no marker"),
        ] {
            let error = pieces(&file).err().expect(&file).to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn content_that_would_close_its_own_part_is_refused() {
        assert!(refuse_inside("a\n<!-- /residue -->\n").is_err());
        assert!(refuse_inside("a <!-- /residue -->\n").is_ok());
    }
}
