//! Text from elsewhere, made fit to show.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::units::Count;

/// `text` without anything that a terminal would obey or hide: control
/// characters, line breaks and marks of direction are shown as escapes.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unprintable(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// [`printable`], cut to `width` columns with an ellipsis for the rest.
pub(crate) fn elided(text: &str, width: usize) -> String {
    let text = printable(text);
    if text.width() <= width {
        return text;
    }
    let mut room = width.saturating_sub(1);
    let mut shown: String = text
        .chars()
        .take_while(|character| {
            let width = character.width().unwrap_or(0);
            let fits = width <= room;
            room = room.saturating_sub(width);
            fits
        })
        .collect();
    shown.push('…');
    shown
}

/// `count` things by their name: `1 element`, `1,000 elements`.
pub(crate) fn counted(count: u64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", Count(count))
}

/// `text` in lines of at most `width` columns, broken at spaces; a word that
/// is wider is broken inside.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let (mut lines, mut line, mut taken) = (Vec::new(), String::new(), 0);
    for word in text.split_whitespace() {
        let wide = word.width();
        if !line.is_empty() && taken + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        } else if !line.is_empty() {
            line.push(' ');
            taken += 1;
        }
        if wide <= width {
            line.push_str(word);
            taken += wide;
        } else {
            push_broken(word, width, &mut lines, &mut line);
            taken = line.width();
        }
    }
    lines.push(line);
    lines
}

/// Adds a word that fits on no line, as much to each as does.
fn push_broken(
    word: &str,
    width: usize,
    lines: &mut Vec<String>,
    line: &mut String,
) {
    for character in word.chars() {
        if line.width() + character.width().unwrap_or(0) > width {
            lines.push(std::mem::take(line));
        }
        line.push(character);
    }
}

fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_a_terminal_would_obey() {
        assert_eq!(printable("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(printable("a\nb\u{202e}c"), "a\\nb\\u{202e}c");
        assert_eq!(printable("größer µs 表"), "größer µs 表");
    }

    #[test]
    fn cuts_by_columns_not_by_characters() {
        assert_eq!(elided("abcdef", 6), "abcdef");
        assert_eq!(elided("abcdefg", 6), "abcde…");
        assert_eq!(elided("表表表表", 6), "表表…");
    }

    #[test]
    fn wraps_at_spaces_and_breaks_only_what_does_not_fit() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a abcdefgh", 4), ["a", "abcd", "efgh"]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
