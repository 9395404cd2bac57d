//! Why a profile could not be read or passed on.

use std::io;

use thiserror::Error;

use crate::symbols::misfit::Misfit;
use residue_present::elided;

/// Why a profile could not be read or passed on, where, and what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes could not be had at all, or not be written.
    #[error("cannot read or write the profile")]
    Io(#[from] io::Error),
    /// A profile has no form in that format.
    #[error("a profile cannot be shown as {0}: pass another --format")]
    Format(&'static str),
    /// The file is larger than any profile that can be shown.
    #[error(
        "the profile has more than {limit} bytes, which is the most that is \
         read: record a shorter run, or trim its stacks"
    )]
    TooLarge {
        /// Bytes that are read at most.
        limit: u64,
    },
    /// It is no JSON, or a field is missing or of another type.
    #[error(
        "the profile is malformed at line {line}, column {column}{}: \
         {message}; pass a file as dhat, Valgrind's DHAT or `residue profile` \
         wrote it",
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
    /// The file is of another version of the format.
    #[error(
        "the profile is of dhatFileVersion {found} and this residue reads \
         {known}: record it with Valgrind 3.17 or newer, or with dhat 0.3"
    )]
    Version {
        /// The version that the file names.
        found: u64,
        /// The version that is read.
        known: u64,
    },
    /// The marks are of another schema.
    #[error(
        "residue.schema: the profile's marks are of schema \"{}\" and this \
         residue reads {known}: install a newer residue to read it",
        elided(found, 60)
    )]
    Schema {
        /// The schema that the file names.
        found: String,
        /// The schema that is read.
        known: &'static str,
    },
    /// A figure contradicts another, or points to nothing.
    #[error("{place}: {what}; the file is damaged: record the profile anew")]
    Contradiction {
        /// The field, as a path from the top.
        place: String,
        /// What is wrong with it.
        what: String,
    },
    /// The profile has nothing of what was asked for.
    #[error(
        "the profile does not know the figure {figure}: a profile of mode \
         {} has {known}",
        elided(mode, 40)
    )]
    Unknown {
        /// The figure.
        figure: &'static str,
        /// The profile's mode.
        mode: String,
        /// The figures that it has.
        known: String,
    },
    /// A line of another profiler's file is malformed.
    #[error(
        "the profile is no file of {format}: line {line}: {:?}; pass the file \
         as its tool wrote it",
        elided(what, 80)
    )]
    Line {
        /// Whose format it is.
        format: &'static str,
        /// The line, counted from 1; 0 where the format has none.
        line: usize,
        /// What stands there, or what is wrong with it.
        what: String,
    },
    /// heaptrack's file was not interpreted yet.
    #[error(
        "the profile is heaptrack's raw data, without any name: interpret it \
         with `heaptrack --analyze FILE`, and pass the file that it writes"
    )]
    Raw,
    /// A profile of pprof is of something else than the heap.
    #[error(
        "the profile is not of the heap: its samples are {}; pass one of \
         allocations, as of /debug/pprof/heap",
        elided(found, 80)
    )]
    NoHeap {
        /// The sample types that it has.
        found: String,
    },
    /// A binary has no names to give.
    #[error(
        "{} gives no names to addresses: {}",
        elided(binary, 200),
        elided(what, 200)
    )]
    NoSymbols {
        /// The binary.
        binary: String,
        /// What is wrong with it, and what to pass instead.
        what: String,
    },
    /// A binary named nothing of the profile.
    #[error("{} names nothing of the profile: {why}", elided(binary, 200))]
    Symbols {
        /// The binary.
        binary: String,
        /// Why it does not.
        why: Misfit,
    },
    /// There is no folder to look for source in.
    #[error(
        "there is no folder {:?}: name one with the source of the program",
        elided(folder, 200)
    )]
    NoFolder {
        /// The folder.
        folder: String,
    },
    /// Nothing is left of a profile that was filtered.
    #[error(
        "none of the {points} call sites is left by {filter}: leave one of \
         the patterns out, or widen it"
    )]
    NothingLeft {
        /// The filter, as it was asked for.
        filter: String,
        /// How many there were.
        points: usize,
    },
    /// Profiles that count different things are no one profile.
    #[error(
        "the profiles are not of one kind: {what}: {}, {}; merge those of one \
         tool and mode",
        elided(one, 120),
        elided(other, 120)
    )]
    AnotherKind {
        /// What differs.
        what: &'static str,
        /// The first, with its name.
        one: String,
        /// The other.
        other: String,
    },
    /// There is nothing to merge.
    #[error("no profile was passed: name at least one")]
    Empty,
    /// A figure is larger than the format can hold.
    #[error(
        "{figure} is {value}, and {format} holds no more than {most}: export \
         to dhat, which holds it"
    )]
    DoesNotFit {
        /// The figure.
        figure: &'static str,
        /// Its sum over the profile.
        value: u64,
        /// The format's name.
        format: &'static str,
        /// The most that it holds.
        most: u64,
    },
    /// A profile of samples says of a stack what no reader of dhat's files
    /// takes.
    #[error(
        "{field} of {}: {what}: the profile's figures are estimates by \
         samples, and a file of dhat whose figures contradict each other is \
         refused; export to pprof, folded or speedscope",
        elided(place, 80)
    )]
    Estimated {
        /// The field that is too much, by its name in dhat's file.
        field: &'static str,
        /// The innermost frame of the stack.
        place: String,
        /// What is wrong with it.
        what: String,
    },
}

impl Error {
    /// Something at `place` cannot be.
    pub(crate) fn contradiction(
        place: impl Into<String>,
        what: impl Into<String>,
    ) -> Error {
        Error::Contradiction { place: place.into(), what: what.into() }
    }
}

fn in_field(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!(" ({field})") }
}
