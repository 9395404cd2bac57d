//! The resident heap of a process, page by page.
//!
//! A run's page maps are stored in a file of their own, `pages.bin` beside
//! the `run.json`: one byte for each page before it is packed, and far less
//! after. The file begins with the line `residue.pages/1`. Then comes a record
//! for each phase, in the order in which they were measured:
//!
//! | field | stored as |
//! | --- | --- |
//! | the probe's index in the run | number |
//! | bytes of the rest of the record | number |
//! | the phase's name | text |
//! | bytes of a page, a power of two | number |
//! | how many slots | number, at most 8 |
//! | each slot | holder, live bytes, payload bytes: three numbers |
//! | how many spans | number |
//! | how many pages | number |
//! | the spans, then a byte for each [`PageUse`] | packed, up to the record's end |
//!
//! A number is written seven bits a byte, the low ones first, each byte but
//! the last marked by its high bit. A text is a number of bytes and as many
//! bytes of UTF-8. A holder is 0 for [`PageHolder::Nobody`], 1 for the allocator,
//! 2 for other objects, 3 and a text for the container of that name, 4 for all
//! other containers. A span is two numbers: how many pages lie between the
//! span before it and itself (before the first: from address 0 on), at least
//! one, and how many pages it has. Packed is a raw DEFLATE stream (RFC 1951).
//!
//! A run appends the records of a probe before it adds the probe to the
//! `run.json`. Killed in between, it leaves records, the last one perhaps cut,
//! of a probe that the `run.json` does not have: [`read_of`] passes over them.

mod error;
mod format;
mod maps;
mod read;
mod write;

pub use error::PagesError;
pub use maps::PageMaps;
pub use read::{read, read_of};
pub use residue_ledger::{HeapPages, PageHolder, PageSlot, PageSpan, PageUse};
pub use write::{write_header, write_record};
