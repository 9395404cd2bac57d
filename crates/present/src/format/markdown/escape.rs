//! Text from elsewhere, made to mean nothing in Markdown.

use super::super::html;
use crate::text::{cut, harmless};

/// Splits a word, so that GitHub does not link it; takes no room.
const SPLIT: &str = "&#8203;";

/// Characters of a text from elsewhere that are shown at most: more would
/// crowd out the rest of a comment.
const MOST: usize = 1500;

/// `text` on one line of Markdown, in a table or outside of one. It is no
/// markup, no HTML, no link, no mention, no reference to an issue, no emoji
/// and no formula.
pub(super) fn text(text: &str) -> String {
    let shown = cut(text, MOST);
    let shown = harmless(&shown);
    let shown = shown.trim();
    let mut escaped = String::with_capacity(shown.len() + shown.len() / 8);
    let mut before = Before::default();
    let mut rest = shown.chars().peekable();
    while let Some(character) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        push(&mut escaped, character, next, &before);
        if before.links_with(character, next) {
            escaped.push_str(SPLIT);
        }
        before.add(character);
    }
    escaped
}

/// [`text`], strong; a name that shows nothing is called so.
pub(super) fn strong(name: &str) -> String {
    match text(name) {
        name if name.is_empty() => "**(no name)**".to_owned(),
        name => format!("**{name}**"),
    }
}

/// `text` as code in HTML that Markdown does not look into, such as the title
/// of a fold.
pub(super) fn html_code(text: &str) -> String {
    format!("<code>{}</code>", html::escaped(&cut(text, 200)))
}

/// A name in a sentence, in short.
pub(super) fn short(name: &str) -> String {
    text(&cut(name, 99))
}

/// `lines`, which are [`printable`], as a block of text as it is.
pub(super) fn fenced(lines: &str) -> String {
    let ticks = lines.split(|character| character != '`').map(str::len);
    let fence = "`".repeat(ticks.max().unwrap_or(0).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", lines.trim_end())
}

/// What stands in front of a character, as far as it matters.
#[derive(Default)]
struct Before {
    /// Something other than a digit.
    text: bool,
    digits: bool,
    /// The last three characters, in small letters.
    last: [char; 3],
}

impl Before {
    fn add(&mut self, character: char) {
        match character.is_ascii_digit() {
            true => self.digits = true,
            false => self.text = true,
        }
        let [_, second, third] = self.last;
        self.last = [second, third, character.to_ascii_lowercase()];
    }

    /// Whether `character` and what follows it may make a link, a mention, or
    /// an emoji of a word: `@name`, `#1`, `x://`, `:name:`, `gh-1`, `www.`.
    /// A time of day is none of these.
    fn links_with(&self, character: char, next: char) -> bool {
        let is_time = || self.last[2].is_ascii_digit() && next.is_ascii_digit();
        match character {
            _ if next.is_whitespace() => false,
            '@' | '#' => true,
            ':' => !is_time(),
            '.' => self.last == ['w'; 3],
            '-' => self.last[1..] == ['g', 'h'],
            _ => false,
        }
    }

    fn is_beginning(&self) -> bool {
        !self.text && !self.digits
    }

    fn is_only_digits(&self) -> bool {
        !self.text && self.digits
    }
}

fn push(escaped: &mut String, character: char, next: char, before: &Before) {
    let is_markup = match character {
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~'
        | '!' => true,
        // These mean something only where a line begins.
        '#' | '+' | '-' | '=' => before.is_beginning(),
        '.' | ')' => before.is_only_digits() && next.is_whitespace(),
        _ => false,
    };
    match character {
        '$' => escaped.push_str("&#36;"),
        _ => {
            escaped.extend(is_markup.then_some('\\'));
            escaped.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        let plain = "the container 34.0 MiB (map: 0 elements, +2.4 %), µs.";
        assert_eq!(text(plain), plain);
        assert_eq!(text("hashmap-pointer"), "hashmap-pointer");
        assert_eq!(text("at 12:00:00Z"), "at 12:00:00Z");
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(text("a|b`c<d>&_*~!"), r"a\|b\`c\<d\>\&\_\*\~\!");
        assert_eq!(text("- a"), r"\- a");
        assert_eq!(text("12. a"), r"12\. a");
        assert_eq!(text("12)"), r"12\)");
        assert_eq!(text("12.5 MiB"), "12.5 MiB");
        assert_eq!(text("a\nb"), r"a\\nb");
        assert_eq!(text("$x$"), "&#36;x&#36;");
    }

    #[test]
    fn what_github_would_link_is_split() {
        assert_eq!(text("by @me"), "by @&#8203;me");
        assert_eq!(text("see #12"), "see #&#8203;12");
        assert_eq!(text("gh-12"), "gh-&#8203;12");
        assert_eq!(text("https://a"), "https:&#8203;//a");
        assert_eq!(text("www.a"), "www.&#8203;a");
        assert_eq!(text(":tada:"), ":&#8203;tada:");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_it() {
        let block = fenced("a ```` b\n");
        assert!(block.starts_with("`````text\n"), "{block}");
        assert!(block.ends_with("\n`````\n"), "{block}");
    }
}
