//! Text from elsewhere, made fit to show.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` with all that a terminal would obey or hide shown as escapes.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match is_unprintable(character) {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    shown
}

/// [`printable`], its end cut to `width` columns with an ellipsis.
pub(crate) fn elided(text: &str, width: usize) -> String {
    let text = printable(text);
    if text.width() <= width {
        return text;
    }
    let (mut shown, mut taken) = (String::new(), 0);
    for character in text.chars() {
        taken += character.width().unwrap_or(0);
        if taken >= width {
            break;
        }
        shown.push(character);
    }
    shown.push('…');
    shown
}

fn is_unprintable(character: char) -> bool {
    // Marks of direction and what takes no room can make a name look like
    // another.
    let hides = ('\u{200b}'..='\u{200f}').contains(&character)
        || ('\u{2028}'..='\u{202e}').contains(&character)
        || ('\u{2060}'..='\u{206f}').contains(&character)
        || ('\u{e0000}'..='\u{e007f}').contains(&character);
    character.is_control()
        || hides
        || matches!(character, '\u{61c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(
            printable("a\u{1b}[1m\n\u{202e}ß"),
            "a\\u{1b}[1m\\n\\u{202e}ß"
        );
    }

    #[test]
    fn cuts_by_columns() {
        assert_eq!(elided("abcd", 4), "abcd");
        assert_eq!(elided("abcde", 4), "abc…");
        assert_eq!(elided("表表表", 4), "表…");
    }
}
