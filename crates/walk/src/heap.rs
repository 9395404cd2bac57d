//! What a walker is, and what it finds.

use crate::{Piece, Refusal, Region, Remedy, Span, TableKind, Target};
use std::fmt::Debug;

/// Knows one allocator by its structures.
pub trait Walker: Debug + Sync {
    /// The allocator's name, as in `--name` and reports.
    fn name(&self) -> &'static str;

    /// Looks for the allocator. It may be in the process more than once (one
    /// shared, one linked into the binary with a prefix), or not at all, which
    /// is no error. The process need not stand still for it: what is found is
    /// what does not move, so that files and symbols are read before the
    /// process is stopped.
    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal>;
}

/// An allocator that was found in a process.
pub trait Heap: Debug {
    /// Which one it is.
    fn allocator(&self) -> &Allocator;

    /// Whether it serves the objects of a runtime alone, beside the program's
    /// `malloc`, which is the one that the program is said to use.
    fn is_beside_malloc(&self) -> bool {
        false
    }

    /// Whether live objects are shown by the sizes that the program asked for,
    /// and what is beyond them as [rounding](crate::Use::Rounding). Else they
    /// are shown by their usable sizes.
    fn tells_requested(&self) -> bool {
        false
    }

    /// Whether it is of a version that is not known, and taken to be like those
    /// that are: then all that it shows is an estimate, however well it adds
    /// up.
    fn is_estimate(&self) -> bool {
        false
    }

    /// By how many bytes an object of this usable size may be larger than
    /// what the program asked for, at most. What fills an object (a table of
    /// a container) is recognised by its size. Size classes lie at most a
    /// quarter apart wherever there are such; who gives closer sizes says so.
    fn spare(&self, usable: u64) -> u64 {
        usable / 4
    }

    /// Which containers' tables its objects may be; a [`TableKind::Deque`]
    /// only in a program that [has some](crate::Found::has_deques).
    fn tables(&self) -> &'static [TableKind] {
        &[
            TableKind::PythonDict,
            TableKind::Hashbrown,
            TableKind::PythonSet,
            TableKind::PythonList,
            TableKind::Buckets,
            TableKind::Deque,
            TableKind::Vector,
        ]
    }

    /// Shows everything that is its to `sink`, and compares it with the
    /// figures that the allocator keeps itself. The process must stand still,
    /// and `target` must have been read since. After a refusal, what the sink
    /// was shown counts for nothing; if the refusal
    /// [is transient](Refusal::is_transient), the process is let go on, and
    /// the walk is tried again.
    fn walk(
        &self,
        target: &Target<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Walked, Refusal>;

    /// Bytes of all that is handed out, at most, by the allocator's own counts;
    /// it is asked where a walk was refused. `None` where these do not tell.
    fn in_use_at_most(&self, _target: &Target<'_>) -> Option<u64> {
        None
    }
}

/// Which allocator was found, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocator {
    /// The walker's name.
    pub name: &'static str,
    /// The version, as the allocator says it or as its structures prove;
    /// `None` where neither tells.
    pub version: Option<String>,
    /// How it was found.
    pub found_by: FoundBy,
    /// The file that it is in.
    pub module: String,
}

/// How an allocator was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// By the symbols of the binary or the library.
    Symbols,
    /// By a separate file of debug symbols with the same build id.
    DebugFile,
    /// By what must hold of its structures, without symbols.
    Invariants,
}

impl FoundBy {
    /// All ways.
    pub const ALL: [FoundBy; 3] =
        [FoundBy::Symbols, FoundBy::DebugFile, FoundBy::Invariants];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            FoundBy::Symbols => "symbols",
            FoundBy::DebugFile => "debug file",
            FoundBy::Invariants => "invariants",
        }
    }
}

/// Takes what a walk shows.
pub trait Sink {
    /// A region begins: the pieces that follow tile it, without a gap and in
    /// the order of their addresses, until the next region. Regions do not
    /// overlap, and come in any order.
    fn region(&mut self, region: &Region);

    /// The next piece of the region.
    fn piece(&mut self, piece: &Piece);

    /// The object of the piece that was shown last begins with `word`. Only a
    /// walker that reads there anyway says so, of all objects of a region or
    /// of none: to read each would take too long.
    fn begins(&mut self, word: u64) {
        _ = word;
    }

    /// Whole pages that `remedy` would give back to the kernel. They lie in
    /// pieces that are free or held, in any order, and do not overlap.
    fn returns(&mut self, remedy: Remedy, pages: &Span);

    /// The walk begins anew, on another assumption: all that was shown so far
    /// is taken back.
    fn restart(&mut self);
}

/// What a walk found out beside what it showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// What was compared with the allocator's own figures. All of it holds:
    /// where it does not, the walk is refused.
    pub checks: Vec<Check>,
    /// What the reader should know of what was shown: what could not be told
    /// apart, and is counted how. Sentences without a full stop.
    pub notes: Vec<String>,
}

/// A figure that the allocator keeps, beside the same one as walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is compared, in the allocator's words.
    pub what: String,
    /// What the walk adds up to.
    pub walked: u64,
    /// What the allocator says.
    pub told: u64,
}
