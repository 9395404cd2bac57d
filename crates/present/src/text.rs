//! Text from elsewhere, made fit to show; widths are columns of a terminal.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::units::Count;

/// `text` without anything that a terminal would obey or hide: control
/// characters, line breaks and marks of direction are shown as escapes.
pub fn printable(text: &str) -> String {
    harmless(text).into_owned()
}

/// [`printable`] without a copy of what is that already.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if !needs_escapes(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_unprintable(character) {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// [`printable`], but for line feeds, which stay: a message of several lines.
pub fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// [`printable`], cut to `width` columns with an ellipsis for the rest.
pub fn elided(text: &str, width: usize) -> String {
    let text = harmless(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let mut room = width.saturating_sub(1);
    let fits = |character: &char| {
        let width = character.width().unwrap_or(0);
        let fits = width <= room;
        room = room.saturating_sub(width);
        fits
    };
    let mut shown: String = text.chars().take_while(fits).collect();
    shown.push('…');
    shown
}

/// [`printable`], cut to `width` columns with an ellipsis for what is in its
/// middle: of a name with a place behind it, the place stays.
pub fn elided_within(text: &str, width: usize) -> String {
    let text = harmless(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let place = text.rfind(" (").map_or("", |at| &text[at..]);
    let end = match place.width() * 2 > width {
        true => "",
        false => place,
    };
    let front = &text[..text.len() - end.len()];
    elided(front, width - end.width()) + end
}

/// The first `most` characters of `text`, with an ellipsis for the rest.
pub(crate) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// `text` in lines of at most `width` columns, broken at spaces; a word that
/// is wider is broken inside. Without text there is one empty line.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    if let Some(lines) = filled(text, width) {
        return lines;
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let options = Options::new(width.max(2))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(&text, options).into_iter();
    lines.map(Cow::into_owned).collect()
}

/// What [`wrapped`] gives for plain text without a word that is too wide.
/// That is most texts, of which a report has thousands, and textwrap takes
/// twice as long over them.
fn filled(text: &str, width: usize) -> Option<Vec<String>> {
    if !text.is_ascii() {
        return None;
    }
    let mut lines = vec![String::new()];
    for word in text.split_ascii_whitespace() {
        let line = lines.last_mut()?;
        match line.len() + 1 + word.len() {
            _ if word.len() > width => return None,
            _ if line.is_empty() => line.push_str(word),
            wide if wide > width => lines.push(word.to_owned()),
            _ => {
                line.push(' ');
                line.push_str(word);
            }
        }
    }
    Some(lines)
}

/// `count` things by their name: `1 element`, `1,000 elements`.
pub fn counted(count: u64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", Count(count))
}

/// Most texts are plain ASCII, which a look at the bytes tells.
fn needs_escapes(text: &str) -> bool {
    let is_plain = |byte: u8| (0x20..0x7f).contains(&byte);
    !text.bytes().all(is_plain) && text.chars().any(is_unprintable)
}

/// Marks of direction, and what takes no room, can make a name look like
/// another.
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
    fn a_place_stays_where_a_name_is_cut() {
        assert_eq!(elided_within("app::f (a.rs:1)", 15), "app::f (a.rs:1)");
        let cut = elided_within("app::module::f (a.rs:1)", 18);
        assert_eq!(cut, "app::mod… (a.rs:1)");
        assert_eq!(elided_within("f (a/very/long/path.rs:1)", 9), "f (a/ver…");
    }

    #[test]
    fn shows_what_a_terminal_would_obey() {
        assert_eq!(printable("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(printable("a\nb\u{202e}c"), "a\\nb\\u{202e}c");
        assert_eq!(printable("größer µs 表"), "größer µs 表");
        assert_eq!(printable_lines("a\u{7}\nb"), "a\\u{7}\nb");
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
        assert_eq!(wrapped("one  two-three", 7), ["one", "two-thr", "ee"]);
        assert_eq!(wrapped("a abcdefgh", 4), ["a", "abcd", "efgh"]);
        assert_eq!(wrapped("表表表 a", 4), ["表表", "表 a"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn plain_text_wraps_in_no_other_way_than_the_rest() {
        let plain = " a bb  ccc dddd eeeee ffffff a bb ccc\t dddd ";
        for width in 6..40 {
            let rest = wrapped(&format!("{plain} é"), width).join("|");
            let plain = wrapped(plain, width).join("|");
            assert_eq!(rest.trim_end_matches(['|', ' ', 'é']), plain);
        }
    }
}
