//! Links to files of this machine.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a path as it is.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// A link to a line of the file at `path`, with the line behind it as
/// terminals and editors take it; `None` of a path that is not whole, since
/// nobody knows what it begins in.
pub(crate) fn link(path: &str, line: Option<u32>) -> Option<String> {
    let (drive, path) = match path.as_bytes() {
        [b'/', ..] => ("", path.to_owned()),
        [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic() => {
            (&path[..2], path[2..].replace('\\', "/"))
        }
        _ => return None,
    };
    let slash = if drive.is_empty() { "" } else { "/" };
    let path = utf8_percent_encode(&path, PATH);
    let line = line.map(|line| format!("#{line}")).unwrap_or_default();
    Some(format!("file://{slash}{drive}{path}{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_paths_have_links_that_hold_nothing_but_plain_characters() {
        for (path, line, expected) in [
            ("/a/b.rs", Some(7), Some("file:///a/b.rs#7")),
            (
                "/a b/\u{1b}]8;;\"<.rs",
                None,
                Some("file:///a%20b/%1B%5D8%3B%3B%22%3C.rs"),
            ),
            (
                "C:\\P (x86)\\c.rs",
                Some(5),
                Some("file:///C:/P%20%28x86%29/c.rs#5"),
            ),
            ("src/b.rs", Some(7), None),
            ("b.rs", None, None),
            ("", None, None),
        ] {
            assert_eq!(link(path, line).as_deref(), expected, "{path}");
        }
    }
}
