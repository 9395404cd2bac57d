//! JSON that may stand inside a script element.

use serde::Serialize;

use crate::error::Error;

/// `value` so that nothing in it ends the element it stands in, or opens a
/// comment there: outside of strings JSON has none of these characters, and
/// within them an escape means the same.
pub(super) fn in_script(value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string(value).map_err(std::io::Error::from)?;
    let mut safe = String::with_capacity(text.len() + text.len() / 16);
    for character in text.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => safe.push(other),
        }
    }
    Ok(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_no_element_and_stays_the_same_value() {
        let text = "</script><!-- & \u{2028} größer \" \\";
        let json = in_script(&[text]).unwrap();
        assert!(!json.contains(['<', '>', '&', '\u{2028}']), "{json}");
        let [back]: [String; 1] = serde_json::from_str(&json).unwrap();
        assert_eq!(back, text);
    }
}
