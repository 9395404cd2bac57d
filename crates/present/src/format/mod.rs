//! The formats that results are written in: one file and one variant each.

mod html;
mod markdown;
mod terminal;

use std::io::{self, Write};

pub(crate) use self::html::escaped;
pub use self::html::{prose as html_prose, write_blocks as write_html};
use crate::document::{Document, Shape};

/// What a result is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text for people at a terminal.
    Terminal,
    /// Markdown for a comment on a pull request.
    Markdown,
    /// A page of HTML that needs nothing else.
    Html,
    /// JSON for programs.
    Json,
    /// Annotations, as a workflow on GitHub prints them.
    Github,
}

/// A format that writes any document.
pub trait Markup {
    /// What its documents are for.
    fn shape(&self) -> Shape;

    /// Writes `document`, whose texts cannot become markup.
    fn write(
        &self,
        document: &Document<'_>,
        options: TextStyle,
        out: &mut dyn Write,
    ) -> io::Result<()>;
}

/// How wide and how colourful text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextStyle {
    /// The terminal's columns. Without, a table is as wide as it likes and
    /// text is as wide as people read.
    pub width: Option<u16>,
    /// Whether the terminal's own escape sequences mark headings and notes.
    pub colour: bool,
    /// Whether what leads somewhere is a link of the terminal's, by the
    /// escape sequence OSC 8.
    pub links: bool,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [
        Format::Terminal,
        Format::Markdown,
        Format::Html,
        Format::Json,
        Format::Github,
    ];

    /// What the user calls it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Terminal => "terminal",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Json => "json",
            Format::Github => "github",
        }
    }

    /// What it is for, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Format::Terminal => "Tables for people",
            Format::Markdown => {
                "For a comment on a pull request: the answer first, details \
                 folded"
            }
            Format::Html => "One file with pictures, that opens from disk",
            Format::Json => "For programs",
            Format::Github => "Annotations, as a GitHub workflow prints them",
        }
    }

    /// How the names of its files end; none that tells it if empty.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::Terminal => &["txt"],
            Format::Markdown => &["md", "markdown"],
            Format::Html => &["html", "htm"],
            Format::Json => &["json"],
            Format::Github => &[],
        }
    }

    /// How it writes any document; none where each kind of result has a form
    /// of its own: pictures, data, or annotations.
    pub fn markup(self) -> Option<&'static dyn Markup> {
        match self {
            Format::Terminal => Some(&terminal::Terminal),
            Format::Markdown => Some(&markdown::Markdown),
            Format::Html | Format::Json | Format::Github => None,
        }
    }
}
