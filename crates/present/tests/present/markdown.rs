//! A document as Markdown.

use proptest::prelude::*;
use residue_present::{
    Block, Cell, Column, Document, Format, Item, Level, List, Part, Row,
    Section, Span, Table, TextStyle, Tone,
};

use crate::reader::{HOSTILE, assert_tame, columns, rows, rows_found};

/// A document that has `name` wherever a text can stand.
pub(crate) fn hostile(name: &str) -> Document<'_> {
    let again = name.to_owned();
    let section = Section::new(name, move || Part {
        title: vec![Span::Name(again.clone())],
        blocks: vec![Block::Table(table(&again)), Block::List(list(&again))],
    });
    let code = vec![name.to_owned(), "````".to_owned()];
    Document {
        blocks: vec![
            Block::Heading(Level::Document, name.to_owned()),
            Block::Facts(vec![("fact", name.to_owned())]),
            Block::toned(Tone::Bad, name),
            Block::Heading(Level::Label, name.to_owned()),
            Block::List(list(name)),
            Block::Table(table(name)),
            Block::Sections("part", vec![section]),
        ],
        last: Some(Section::named("Last", move || {
            vec![Block::Code(code.clone())]
        })),
    }
}

fn list(name: &str) -> List<'static> {
    let (mark, of) = (Some(name.to_owned()), name.to_owned());
    let item = Item { mark, of, ..Item::plain(name) };
    List::of("item", [item]).below("Items")
}

fn table(name: &str) -> Table {
    let text = || Cell::text(name.to_owned());
    let row = Row {
        group: Some(name.to_owned()),
        below: vec![name.to_owned()],
        ..Row::of([text(), Cell { is_strong: true, ..text() }])
    };
    let title = || Column::text(format!("t{name}"));
    Table {
        caption: name.to_owned(),
        group: Some("group"),
        columns: vec![title(), title()],
        rows: vec![row],
        ..Table::default()
    }
}

fn rendered(document: &Document<'_>) -> String {
    let mut out = Vec::new();
    let markdown = Format::Markdown.markup().expect("it writes documents");
    let written = markdown.write(document, TextStyle::default(), &mut out);
    written.expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

#[test]
fn hostile_names_are_only_text_wherever_they_stand() {
    let text = rendered(&hostile(HOSTILE));
    assert_tame(&text);
    assert_eq!(columns(&text), [3, 3], "{text}");
    assert_eq!(rows_found(&text), rows(&text), "{text}");
}

#[test]
fn a_column_without_anything_is_left_out() {
    let row = |text| Row::of([Cell::text(""), Cell::text(text)]);
    let table = Table {
        columns: vec![Column::text(""), Column::number("b")],
        rows: vec![row("1"), row("2")],
        ..Table::default()
    };
    let text = rendered(&Document::of([Block::Table(table)]));
    assert_eq!(text, "| b |\n| ---: |\n| 1 |\n| 2 |\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_only_text(name in any::<String>()) {
        let text = rendered(&hostile(&name));
        assert_tame(&text);
        prop_assert_eq!(columns(&text), [3, 3]);
    }

    /// Most strings have little that means anything; these have nothing else.
    #[test]
    fn any_markup_is_only_text(
        name in r"[ \\\\`*_<>&|~!\[\](){}#+=.:;$@/'\-\n1wgh]{0,24}",
    ) {
        assert_tame(&rendered(&hostile(&name)));
    }
}
