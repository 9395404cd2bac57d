//! The crate from outside, one concern in each module.

// Markdown, read as GitHub reads it.
mod reader;

// What a document may never become in Markdown.
mod markdown;

// What a document may never do to a terminal, or to a page.
mod harmless;
