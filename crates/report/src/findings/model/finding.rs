//! A finding: who holds bytes, how it is known, and what gives them back.

use residue_ledger::{ContainerRow, NotHeap, Row};

use super::{FoundTable, FoundType, Verdict};

/// Who holds some of the resident bytes, and what gives them back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Who holds them.
    pub verdict: Verdict,
    /// How many resident bytes.
    pub bytes: u64,
    /// The part of `bytes` that somebody can be blamed for: without elements,
    /// which are why the memory is there, and without what the process had
    /// at its start.
    pub blamed: u64,
    /// How it is known.
    pub evidence: Vec<Evidence>,
    /// Calls and settings that give the bytes back, by name; the best first.
    pub remedies: &'static [&'static str],
    /// Resident bytes that the remedies gave back where they were tried, or
    /// else would give back; unknown if none.
    pub gives_back: Option<u64>,
    /// Whether the remedies give back at least `gives_back`, where that is a
    /// bound; else at most.
    pub gives_more: bool,
    /// How well `bytes` and `gives_back` are known, by the weaker of them.
    pub certainty: Certainty,
}

/// How well a figure is known: better ones first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Counted, or measured.
    #[default]
    Exact,
    /// At most as much, or at least where that is said.
    Bound,
    /// About as much.
    Estimate,
}

impl Certainty {
    /// All of them.
    pub const ALL: [Certainty; 3] =
        [Certainty::Exact, Certainty::Bound, Certainty::Estimate];

    /// The name in stored findings.
    pub const fn name(self) -> &'static str {
        match self {
            Certainty::Exact => "exact",
            Certainty::Bound => "bound",
            Certainty::Estimate => "estimate",
        }
    }
}

impl serde::Serialize for Certainty {
    fn serialize<S>(&self, to: S) -> Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        to.serialize_str(self.name())
    }
}

/// One thing that was seen. Its wording stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Bytes of a row of the ledger. All findings of a reading together have
    /// each row's bytes once.
    Row {
        /// The row.
        row: Row,
        /// How many of its bytes.
        bytes: u64,
    },
    /// What the finding's rows held at the start of the process.
    AtStart(u64),
    /// A container, its elements and its room.
    Container(ContainerRow),
    /// A container's table that nobody declared.
    Table(FoundTable),
    /// Containers' tables that are not named one by one.
    MoreTables {
        /// How many.
        count: usize,
        /// Their slack together, in resident bytes.
        slack: u64,
    },
    /// Live objects of one size and type.
    Type(FoundType),
    /// Memory that is not heap.
    NotHeap(NotHeap),
    /// Freed objects that are kept at hand.
    Held {
        /// Where.
        at: &'static str,
        /// Resident bytes.
        bytes: u64,
    },
    /// The part of what a remedy gives back on pages that other processes
    /// have too since a fork, in resident bytes.
    Shared(u64),
    /// Something that the reader should know, as a sentence.
    Note(String),
    /// A remedy that was tried, by the phase after it, and what it gave back.
    GaveBack {
        /// The name of the phase.
        phase: String,
        /// By how much resident fell.
        bytes: u64,
    },
    /// The part that the kernel may take back at any time.
    LazyFree(u64),
    /// From look to look there were more live bytes.
    Grew {
        /// How many looks, one after the other.
        looks: usize,
        /// Live bytes at the first look.
        from: u64,
        /// Live bytes at the last.
        to: u64,
    },
    /// A row that is not known, and why.
    Unknown {
        /// The row.
        row: Row,
        /// The reason, where it is told.
        why: Option<String>,
    },
    /// Resident bytes that no row explains; below 0 where rows explain more
    /// than is resident.
    Residual(i64),
    /// What is resident is the heap of a profiler.
    ProfilersHeap,
}

impl Finding {
    /// How many bytes of `row` the finding claims.
    pub fn claims(&self, row: Row) -> u64 {
        let of_row = |evidence: &Evidence| match evidence {
            Evidence::Row { row: of, bytes } if *of == row => *bytes,
            _ => 0,
        };
        self.evidence.iter().map(of_row).sum()
    }
}
