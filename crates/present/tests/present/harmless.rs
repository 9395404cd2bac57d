//! A document of hostile texts at a terminal, and in a page.

use residue_present::{
    Block, Cell, Column, Document, Format, Row, Table, TextStyle, write_html,
};

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

#[test]
fn no_link_steers_a_terminal_or_leaves_its_attribute() {
    let cell = || Cell::text("name").linked(Some(NAME.to_owned()));
    let table = Table {
        columns: vec![Column::text("first"), Column::text("last")],
        rows: vec![Row::of([cell(), cell()])],
        ..Table::default()
    };
    let document = Document::of([Block::Table(table)]);
    let terminal = Format::Terminal.markup().unwrap();
    let mut out = Vec::new();
    let options = TextStyle { links: true, ..TextStyle::default() };
    terminal.write(&document, options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.matches("\u{1b}]8;;a").count(), 2, "{text:?}");
    let rest = text.replace("\u{1b}]8;;", "").replace("\u{1b}\\", "");
    let steers = |of: char| of != '\n' && of.is_control();
    assert!(!rest.contains(steers), "{rest:?}");
    let mut out = Vec::new();
    write_html(&document.blocks, &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert!(!page.contains("<script"), "{page}");
    assert_eq!(page.matches('"').count() % 2, 0, "{page}");
}
