//! How results are shown, whatever they are of.
//!
//! A result is described once, as a [`Document`], and each [`Format`] writes
//! it in its own way. Beside that: numbers with units, text that cannot harm
//! where it is shown, and what HTML pages have in common. This crate knows
//! nothing of runs, of profiles, or of ledgers, and prints nothing: the same
//! input gives the same bytes.
//!
//! ```
//! use residue_present::{Block, Document, Format, TextStyle};
//!
//! let document = Document::of([Block::text("some are <left>")]);
//! let markdown = Format::Markdown.markup().expect("it writes documents");
//! let mut out = Vec::new();
//! markdown.write(&document, TextStyle::default(), &mut out)?;
//! assert_eq!(out, b"some are \\<left\\>\n");
//! # Ok::<(), std::io::Error>(())
//! ```

mod annotation;
mod document;
mod format;
pub mod page;
mod text;
mod units;

pub use annotation::{Annotation, Weight};
pub use document::{
    Block, Cell, Column, Document, Item, Level, List, Narrow, Part, Row,
    Section, Shape, Span, Table, Text, Tone,
};
pub use format::{Format, Markup, TextStyle, html_prose, write_html};
pub use text::{
    counted, elided, elided_within, printable, printable_lines, wrapped,
};
pub use units::{
    Bytes, Count, Nanoseconds, Percent, SignedBytes, SignedCount,
    SignedNanoseconds, Unit, share, signed,
};
