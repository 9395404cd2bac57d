//! What is shown, as data that every format writes in its own way.
//!
//! Texts in it are as files have them: a format makes them harmless where it
//! writes them, so that whoever describes a result cannot forget to.

mod list;
mod section;
mod table;

pub use list::{Item, List};
pub use section::{Part, Section, Span};
pub use table::{Cell, Column, Narrow, Row, Table};

/// A document, from top to bottom.
#[derive(Default)]
pub struct Document<'a> {
    /// What stands in it.
    pub blocks: Vec<Block<'a>>,
    /// What comes last; a format that has no room for all keeps room for it.
    pub last: Option<Section<'a>>,
}

/// A part of a document.
pub enum Block<'a> {
    /// What the blocks below it are of.
    Heading(Level, String),
    /// A paragraph.
    Text(Text),
    /// What follows stands apart, in a format that sets paragraphs close.
    Gap,
    /// What is known of the whole, each with its name.
    Facts(Vec<(&'static str, String)>),
    /// Sentences of one kind.
    List(List<'a>),
    /// Lines that are shown as they are.
    Code(Vec<String>),
    /// A table.
    Table(Table),
    /// Parts of equal rank, and what one of them is called.
    Sections(&'static str, Vec<Section<'a>>),
}

/// How much a heading weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is of the document.
    Document,
    /// It is of a part.
    Part,
    /// It is the label of what is right below it.
    Label,
}

/// A paragraph.
pub struct Text {
    /// What it means for the reader.
    pub tone: Tone,
    /// Whether it belongs to what is above it, and is set in.
    pub is_inset: bool,
    /// What it says.
    pub text: String,
}

/// What a text means for the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// It is of less weight than the rest.
    Faint,
    /// It is better than it was.
    Good,
    /// It is worse than it was, or broken.
    Bad,
    /// It wants a look.
    Unsure,
}

/// What a document is for: whoever describes a result asks the format, and
/// leaves out or folds away what that has no room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Read from top to bottom, however long.
    Page,
    /// Short, with the rest folded away and the answer first.
    Comment,
}

impl<'a> Document<'a> {
    /// A document of `blocks`.
    pub fn of(blocks: impl IntoIterator<Item = Block<'a>>) -> Document<'a> {
        Document { blocks: blocks.into_iter().collect(), last: None }
    }
}

impl Block<'_> {
    /// A heading of a part.
    pub fn part(text: impl Into<String>) -> Self {
        Block::Heading(Level::Part, text.into())
    }

    /// A paragraph of no particular weight.
    pub fn text(text: impl Into<String>) -> Self {
        Block::toned(Tone::Plain, text)
    }

    /// A paragraph of less weight.
    pub fn note(text: impl Into<String>) -> Self {
        Block::toned(Tone::Faint, text)
    }

    /// A paragraph.
    pub fn toned(tone: Tone, text: impl Into<String>) -> Self {
        Block::Text(Text { tone, is_inset: false, text: text.into() })
    }

    /// A paragraph that belongs to what is above it.
    pub fn inset(tone: Tone, text: impl Into<String>) -> Self {
        Block::Text(Text { tone, is_inset: true, text: text.into() })
    }
}
