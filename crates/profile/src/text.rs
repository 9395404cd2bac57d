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

/// `text` in lines of at most `width` columns, broken at spaces; a word that
/// is wider is broken inside.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let (mut lines, mut line, mut taken) = (Vec::new(), String::new(), 0);
    for word in text.split_whitespace() {
        let wide = word.width();
        if taken > 0 && taken + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        } else if taken > 0 {
            line.push(' ');
            taken += 1;
        }
        for character in word.chars() {
            let wide = character.width().unwrap_or(0);
            if taken + wide > width {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            line.push(character);
            taken += wide;
        }
    }
    lines.push(line);
    lines
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
    fn wraps_at_spaces_and_breaks_only_what_does_not_fit() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a abcdefgh", 4), ["a", "abcd", "efgh"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn cuts_by_columns() {
        assert_eq!(elided("abcd", 4), "abcd");
        assert_eq!(elided("abcde", 4), "abc…");
        assert_eq!(elided("表表表", 4), "表…");
    }
}
