//! Why a kept file could not be read.

use residue_present::elided;
use thiserror::Error;

use super::{KEPT_SCHEMA, MOST_BYTES};

/// Why a kept file could not be read, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeptError {
    /// It is no JSON, or a field is missing or of another kind.
    #[error(
        "it is malformed at line {line}, column {column}: {message}; it may be \
         cut: pass a file as `residue exec` or `residue keep` wrote it"
    )]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// The column in the line, counted from 1; 0 before the first.
        column: usize,
        /// What was found, and what was expected there.
        message: String,
    },
    /// It is larger than any that is written.
    #[error(
        "it has {bytes} bytes, and none that is written has more than \
         {MOST_BYTES}: pass a file as `residue exec` or `residue keep` \
         wrote it"
    )]
    TooLarge {
        /// Its length.
        bytes: u64,
    },
    /// A newer Residue wrote it.
    #[error(
        "it is written in \"{}\" and this residue reads {KEPT_SCHEMA}: install \
         a newer residue to read it",
        elided(found, 60)
    )]
    NewerSchema {
        /// The schema that the file names.
        found: String,
    },
    /// It is something else.
    #[error(
        "it is of schema \"{}\" and this residue reads {KEPT_SCHEMA}: pass a \
         file as `residue exec` or `residue keep` wrote it",
        elided(found, 60)
    )]
    OtherSchema {
        /// The schema that the file names; empty if it names none.
        found: String,
    },
}
