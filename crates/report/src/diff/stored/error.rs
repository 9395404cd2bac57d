//! Why a stored comparison could not be read.

use thiserror::Error;

use super::DIFF_SCHEMA;
use residue_present::elided;

/// Why a stored comparison could not be read, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DiffReadError {
    /// The text is no JSON, or a field of it is missing or of another kind.
    #[error(
        "the comparison is malformed at line {line}, column {column}{}: \
         {message}; pass what `residue diff --format json` wrote",
        in_field(field)
    )]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// The column in the line, counted from 1; 0 before the first.
        column: usize,
        /// The field, as a path from the top; empty if it has no name.
        field: String,
        /// What was found, and what was expected there.
        message: String,
    },
    /// The text does not say what it is.
    #[error(
        "the text names no schema, and this residue reads {DIFF_SCHEMA}: \
         pass what `residue diff --format json` wrote"
    )]
    NoSchema,
    /// A newer Residue wrote it.
    #[error(
        "the comparison is written in {0:?} and this residue reads \
         {DIFF_SCHEMA}: install a newer residue to read it"
    )]
    NewerSchema(String),
    /// It is something else.
    #[error(
        "the text is of schema {0:?} and this residue reads {DIFF_SCHEMA}: \
         pass what `residue diff --format json` wrote"
    )]
    OtherSchema(String),
    /// A headline or an alarm is about a pair that is not there.
    #[error("one of `{field}` is about pair {index}, which is not there")]
    NoSuchPair {
        /// `headlines` or `alarms`.
        field: &'static str,
        /// The index that it gives.
        index: usize,
    },
    /// A pair is to be read at a phase that is not there.
    #[error("pair {pair} is to be read at a phase that is not there")]
    NoSuchPhase {
        /// The pair's index.
        pair: usize,
    },
}

impl DiffReadError {
    pub(super) fn malformed(
        error: &serde_json::Error,
        field: &str,
    ) -> DiffReadError {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let position = format!(" at line {line} column {column}");
        let message = message.strip_suffix(&position).unwrap_or(&message);
        // Both may hold what the text says, which may be anything.
        let field = if field == "." { "" } else { field };
        let (field, message) = (elided(field, 120), elided(message, 200));
        DiffReadError::Malformed { line, column, field, message }
    }
}

fn in_field(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!(" ({field})") }
}
