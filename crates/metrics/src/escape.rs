//! What a label's value may not have as it is.

use std::fmt::{self, Write};

/// Writes all that is written to it, with the marks of a label's value
/// escaped.
pub(crate) struct Escaped<'a, W: ?Sized>(pub(crate) &'a mut W);

impl<W: Write + ?Sized> Write for Escaped<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(['\\', '"', '\n']) {
            let Some(mark) = part.chars().next_back() else { continue };
            let escaped = match mark {
                '\\' => r"\\",
                '"' => "\\\"",
                '\n' => r"\n",
                _ => {
                    self.0.write_str(part)?;
                    continue;
                }
            };
            self.0.write_str(&part[..part.len() - mark.len_utf8()])?;
            self.0.write_str(escaped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_escaped_and_nothing_else() {
        let mut text = String::new();
        write!(Escaped(&mut text), "a\"b\\{}\nß", 7).unwrap();
        assert_eq!(text, r#"a\"b\\7\nß"#);
    }
}
