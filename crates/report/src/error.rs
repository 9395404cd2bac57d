//! Why a stored run could not be read.

use std::io;

use thiserror::Error;

use residue_present::elided;

/// Why a stored run could not be read, and what to do about it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes could not be had at all.
    #[error("cannot read the run")]
    Io(#[from] io::Error),
    /// The text is no JSON, or a field of it is missing or of another kind.
    #[error(
        "the run is malformed at line {line}, column {column}{}: {message}; \
         pass a run.json as `residue run` wrote it",
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
    /// The file does not say what it is.
    #[error(
        "the file names no schema, and this residue reads {known}: pass a \
         run.json as `residue run` wrote it"
    )]
    NoSchema {
        /// The schema that this version reads.
        known: &'static str,
    },
    /// A newer Residue wrote the file.
    #[error(
        "the run is written in {} and this residue reads {known}: install a \
         newer residue to read it",
        quoted(found)
    )]
    NewerSchema {
        /// The schema that the file names.
        found: String,
        /// The schema that this version reads.
        known: &'static str,
    },
    /// The file is something else.
    #[error(
        "the file is of schema {} and this residue reads {known}: pass a \
         run.json as `residue run` wrote it",
        quoted(found)
    )]
    OtherSchema {
        /// The schema that the file names.
        found: String,
        /// The schema that this version reads.
        known: &'static str,
    },
    /// Two phases of a probe have one name, so that neither can be meant.
    #[error(
        "probe {probe} ({} under {}) has two phases named {}: give each phase \
         a name of its own and run it again",
        quoted(scenario),
        quoted(backend),
        quoted(phase)
    )]
    DuplicatePhase {
        /// The probe's index in the run, counted from 0.
        probe: usize,
        /// The probe's scenario.
        scenario: String,
        /// The probe's backend.
        backend: String,
        /// The name that stands twice.
        phase: String,
    },
    /// Two probes have all in common that tells probes apart.
    #[error(
        "probe {probe} ({} under {}, repetition {repetition}) is the same as \
         probe {before}, which stands in front of it: remove one of them",
        quoted(scenario),
        quoted(backend)
    )]
    DuplicateProbe {
        /// The later probe's index in the run, counted from 0.
        probe: usize,
        /// The earlier probe's index.
        before: usize,
        /// The scenario of both.
        scenario: String,
        /// The backend of both.
        backend: String,
        /// The repetition that both are.
        repetition: u64,
    },
}

/// A name as the file has it, which may be anything and of any length.
fn quoted(name: &str) -> String {
    format!("\"{}\"", elided(name, 60))
}

fn in_field(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!(" ({field})") }
}
