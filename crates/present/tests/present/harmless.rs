//! A document of hostile texts at a terminal, and in a page.

use residue_present::{Format, TextStyle, write_html};

use crate::markdown::hostile;

const NAME: &str = "a\u{1b}[2J\u{202e}\u{200b}\n<script>alert(1)</script>\"'&";

#[test]
fn no_text_steers_a_terminal_at_any_width() {
    let terminal = Format::Terminal.markup().unwrap();
    for width in [None, Some(20), Some(80)] {
        let mut out = Vec::new();
        let options = TextStyle { width, colour: false, links: false };
        terminal.write(&hostile(NAME), options, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let steers = |character: char| {
            character != '\n' && character.is_control()
                || matches!(character, '\u{202e}' | '\u{200b}')
        };
        assert!(!text.contains(steers), "{text:?}");
        assert!(text.contains("\\u{1b}"), "it is shown: {text}");
    }
}

#[test]
fn no_text_becomes_an_element_of_a_page() {
    let mut out = Vec::new();
    let document = hostile(NAME);
    write_html(&document.blocks, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(!text.contains("<script"), "{text}");
    assert!(text.contains("&lt;script&gt;"), "{text}");
    assert!(!text.contains('\u{202e}'), "{text}");
}
