//! Why stored page maps could not be read.

use std::io;

use thiserror::Error;

/// Why stored page maps could not be read, and what to do about it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PagesError {
    /// The bytes could not be had at all.
    #[error("cannot read the page maps")]
    Io(#[from] io::Error),
    /// The file is something else.
    #[error(
        "the page maps do not begin with {known:?}: pass the pages.bin that \
         `residue run` wrote beside the run.json"
    )]
    NotPages {
        /// What the version that this one reads begins with.
        known: &'static str,
    },
    /// Another Residue wrote the file.
    #[error(
        "the page maps are written in {found:?} and this residue reads \
         {known}: read them with the residue that wrote them, or run the \
         probes again"
    )]
    OtherVersion {
        /// What the file begins with.
        found: String,
        /// What the version that this one reads begins with.
        known: &'static str,
    },
    /// The file ends too early.
    #[error(
        "the page maps end at byte {offset}, within the record that begins \
         at byte {record}: copy the file again, or delete it to do without \
         page maps"
    )]
    Cut {
        /// Bytes of the file.
        offset: u64,
        /// Where the record begins.
        record: u64,
    },
    /// A record makes no sense, or asks for more than is ever read.
    #[error(
        "the page maps are malformed at byte {offset}: {what}; copy the file \
         again, or delete it to do without page maps"
    )]
    Malformed {
        /// Where it was found.
        offset: u64,
        /// What was found, and what was expected there.
        what: String,
    },
    /// Two records are of one phase, so that neither can be meant.
    #[error(
        "the page maps hold phase {phase:?} of probe {probe} a second time \
         at byte {offset}: delete the file to do without page maps, or run \
         the probes again"
    )]
    Duplicate {
        /// Where the second record begins.
        offset: u64,
        /// The probe's index in the run, counted from 0.
        probe: usize,
        /// The phase's name.
        phase: String,
    },
}
