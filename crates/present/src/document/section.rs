//! A part of a document that is described only when its turn comes.

use super::Block;

/// A part of a document. Where it does not fit it is never described, and
/// thousands of them never stand in memory together.
pub struct Section<'a> {
    /// What it is of in a few words, where only its absence is told.
    pub name: String,
    describe: Box<dyn Fn() -> Part<'a> + 'a>,
}

/// What a section says.
pub struct Part<'a> {
    /// Its title, from left to right.
    pub title: Vec<Span>,
    /// What stands below it.
    pub blocks: Vec<Block<'a>>,
}

/// A piece of a title.
pub enum Span {
    /// A name from elsewhere.
    Name(String),
    /// Our own words, without anything from elsewhere.
    Words(String),
}

impl<'a> Section<'a> {
    /// A section of what `describe` says.
    pub fn new(
        name: impl Into<String>,
        describe: impl Fn() -> Part<'a> + 'a,
    ) -> Section<'a> {
        Section { name: name.into(), describe: Box::new(describe) }
    }

    /// A section that is called by our own words.
    pub fn named(
        title: &'static str,
        describe: impl Fn() -> Vec<Block<'a>> + 'a,
    ) -> Section<'a> {
        Section::new(title, move || Part {
            title: vec![Span::Words(title.to_owned())],
            blocks: describe(),
        })
    }

    /// What it says.
    pub fn part(&self) -> Part<'a> {
        (self.describe)()
    }
}

impl Part<'_> {
    /// The title as plain text.
    pub fn heading(&self) -> String {
        self.title.iter().map(Span::text).collect()
    }
}

impl Span {
    fn text(&self) -> &str {
        match self {
            Span::Name(text) | Span::Words(text) => text,
        }
    }
}
