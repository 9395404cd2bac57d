//! Tables of benches in a file that people write.

use std::fmt;

/// Why a file could not be renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpliceError {
    /// Nothing says where the tables belong.
    NoMarker(String),
    /// A part has no end.
    Open(String),
}

impl fmt::Display for SpliceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpliceError::NoMarker(name) => write!(
                f,
                "no line is `<!-- bench: {name} -->`: put it, and \
                 `<!-- /bench -->`, where the tables belong"
            ),
            SpliceError::Open(name) => write!(
                f,
                "`<!-- bench: {name} -->` without a line \
                 `<!-- /bench -->` after it"
            ),
        }
    }
}

impl std::error::Error for SpliceError {}

/// `file` with `content` between the lines `<!-- bench: NAME -->` and
/// `<!-- /bench -->`, and the rest as it was.
///
/// # Errors
///
/// Where one of the markers is missing.
pub fn splice(
    file: &str,
    name: &str,
    content: &str,
) -> Result<String, SpliceError> {
    let opening = format!("<!-- bench: {name} -->\n");
    let closing = "<!-- /bench -->";
    let begin = line(file, &opening)
        .ok_or_else(|| SpliceError::NoMarker(name.to_owned()))?
        + opening.len();
    let rest = &file[begin..];
    let next = line(rest, "<!-- bench: ").unwrap_or(rest.len());
    let end = line(&rest[..next], closing)
        .ok_or_else(|| SpliceError::Open(name.to_owned()))?;
    Ok([&file[..begin], content, &rest[end..]].concat())
}

/// Where in `text` a line begins with `start`.
fn line(text: &str, start: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let begin = at;
        at += line.len();
        line.starts_with(start).then_some(begin)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
a `<!-- bench: x -->`
<!-- bench: x -->
old
<!-- /bench -->
b
<!-- bench: y -->
<!-- /bench -->
";

    #[test]
    fn only_the_part_of_that_name_changes() {
        let new = splice(FILE, "x", "new\n").unwrap();
        assert_eq!(new, FILE.replace("old", "new"));
        let new = splice(FILE, "y", "new\n").unwrap();
        assert!(new.ends_with("<!-- bench: y -->\nnew\n<!-- /bench -->\n"));
    }

    #[test]
    fn a_file_without_markers_is_refused() {
        let no = SpliceError::NoMarker("z".to_owned());
        assert_eq!(splice(FILE, "z", ""), Err(no));
        let inline = "text <!-- bench: x -->\n<!-- /bench -->\n";
        assert!(splice(inline, "x", "").is_err());
    }

    #[test]
    fn a_part_that_is_not_closed_is_refused() {
        let open = Err(SpliceError::Open("x".to_owned()));
        assert_eq!(splice("<!-- bench: x -->\nold\n", "x", ""), open);
        let other = FILE.replacen("<!-- /bench -->\n", "", 1);
        assert_eq!(splice(&other, "x", ""), open);
    }
}
