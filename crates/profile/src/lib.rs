//! Heap profiles as data: read, shown, compared and exported.
//!
//! A [`Profile`] is what [dhat](https://docs.rs/dhat), Valgrind's DHAT and
//! their kin store: program points, each a call stack with what was allocated
//! below it. heaptrack's, pprof's and jemalloc's profiles are read into the
//! same model; what they do not tell is absent. Who asked for the memory is
//! told by whose code each frame is: see [`Origin`]. This crate knows nothing of processes, of allocators, or of a
//! command line; the same profile always gives the same bytes.
//!
//! ```text
//! files ─► Profile ─► Filter ─┬─► Sites, Tree ─► terminal, markdown, html, json
//!    name, origin             ├─► Diff ────────► the same
//!                             └─► export: pprof, folded, speedscope, dhat
//! ```

pub mod diff;
mod document;
mod error;
pub mod export;
pub mod html;
pub mod json;
mod model;
mod name;
mod origin;
mod read;
mod selection;
pub mod show;
mod source;
mod symbols;
mod units;
mod view;

pub use error::Error;
pub use model::{
    Field, Figure, Figures, Frame, Harness, Kind, MARKS_SCHEMA, Marks, Meta,
    Mode, PhaseMark, Point, Profile, Units, UnknownFigure,
};
pub use origin::Origin;
pub use read::MOST_BYTES;
pub use symbols::{BinarySymbols, Misfit, Naming};
pub use view::{
    Accesses, Branch, Filter, Grouping, ListedSite, Measures, Site, Sites,
    Tree, UnknownGrouping,
};
