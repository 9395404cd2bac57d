//! JSON that may stand inside a script element.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes `value` so that nothing in it ends the element it stands in, opens
/// a comment there, or breaks a line of script.
pub fn write_json(
    value: &impl Serialize,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut to = Serializer::with_formatter(out, InScript);
    value.serialize(&mut to).map_err(io::Error::from)
}

/// Writes the characters that HTML gives a meaning as escapes. Outside of
/// strings JSON has none of them.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_special) {
            let (plain, special) = rest.split_at(at);
            out.write_all(plain.as_bytes())?;
            let mut characters = special.chars();
            if let Some(character) = characters.next() {
                write!(out, "\\u{:04x}", u32::from(character))?;
            }
            rest = characters.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

fn is_special(character: char) -> bool {
    matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_no_element_and_stays_the_same_value() {
        let text = "</script><!-- & \u{2028}\u{2029} größer \" \\";
        let mut out = Vec::new();
        write_json(&[text], &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains(is_special), "{out}");
        let [back]: [String; 1] = serde_json::from_str(&out).unwrap();
        assert_eq!(back, text);
    }
}
