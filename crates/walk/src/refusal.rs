//! Why a heap is not walked.

use crate::Unreadable;

/// Why a heap was not found or not walked to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The allocator is at work: a lock is held.
    #[error("the process stands in the middle of an allocation: {what}")]
    Busy {
        /// What shows it.
        what: String,
    },
    /// A structure makes no sense: it is being changed, is damaged, or is not
    /// what it seemed to be.
    #[error("the heap makes no sense: {what}")]
    Inconsistent {
        /// What does not fit, and where.
        what: String,
    },
    /// The walk adds up to something else than the allocator says.
    #[error(
        "the walk does not add up: {what} is {told} bytes by the allocator's \
         own count, and {walked} as walked"
    )]
    Disagrees {
        /// The figure, in the allocator's words.
        what: String,
        /// What was walked.
        walked: u64,
        /// What the allocator says.
        told: u64,
    },
    /// The allocator is there in a version or a build that is not known.
    #[error("{what} is not known to this version of Residue")]
    Unknown {
        /// The allocator, its version, and what is unknown of it.
        what: String,
    },
    /// It maps memory for itself, and there is no walker for it.
    #[error("no walker reads it; {known_by}")]
    Stranger {
        /// What shows that it is there.
        known_by: String,
    },
    /// It was refused again and again, and is not walked any more.
    #[error("{of}; no more than {walks} walks were made")]
    GivenUp {
        /// What the last walk was refused for.
        of: Box<Refusal>,
        /// How often it was walked, and went on in between.
        walks: usize,
    },
    /// Memory could not be read.
    #[error("{what} cannot be read: {source}")]
    Memory {
        /// What was to be read.
        what: &'static str,
        /// Where, and why.
        source: Unreadable,
    },
}

impl Refusal {
    /// Whether it may be otherwise when the process has gone on for a moment.
    pub fn is_transient(&self) -> bool {
        match self {
            Refusal::Busy { .. }
            | Refusal::Inconsistent { .. }
            | Refusal::Disagrees { .. }
            | Refusal::Memory { .. } => true,
            Refusal::Unknown { .. }
            | Refusal::Stranger { .. }
            | Refusal::GivenUp { .. } => false,
        }
    }

    pub(crate) fn inconsistent(what: impl Into<String>) -> Refusal {
        Refusal::Inconsistent { what: what.into() }
    }
}

impl From<Unreadable> for Refusal {
    fn from(source: Unreadable) -> Refusal {
        Refusal::Memory { what: "a structure of the allocator", source }
    }
}
