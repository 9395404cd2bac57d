//! What is kept of a program while it runs, so that it can be told afterwards
//! who held its memory when it died: a file that whoever watches the program
//! writes again and again, and once more when the program has ended.
//!
//! The file is one JSON object, [`Kept`]. A killed program cannot be asked
//! which of its pages are resident; what its tracker counted can still be
//! read. So each figure says of which instant it is, in nanoseconds since the
//! watch began: live bytes of the end, the ledger of the last look before it.
//! Bytes are requested bytes, resident or not, unless said otherwise.

mod end;
mod error;
mod examine;
mod held;
mod last;
mod read;
mod schema;

pub use end::{End, Killer};
pub use error::KeptError;
pub use held::{KeptClass, KeptHeld, KeptObject};
pub use read::MOST_BYTES;
pub use schema::{KEPT_SCHEMA, KeptSchema};

use crate::doctor::Counted;
use crate::run::{Phase, Sample};
use residue_ledger::Cgroup;
use serde::{Deserialize, Serialize};

/// What was kept of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "what was kept of a program")]
pub struct Kept {
    /// The version of the file's fields; there is only one.
    pub schema: KeptSchema,
    /// The program's process.
    pub pid: u32,
    /// Its command line.
    pub command: String,
    /// Its allocator, as the run's probe names it; empty if none is known.
    #[serde(default)]
    pub backend: String,
    /// The allocator's version; empty if it gives none.
    #[serde(default)]
    pub backend_version: String,
    /// When the watch began, as RFC 3339 has it.
    pub began: String,
    /// When this was written, in nanoseconds since then. All other instants
    /// are before it.
    pub written_ns: u64,
    /// How the program ended; none while it runs, and for ever if whoever
    /// watched it was ended, too.
    #[serde(default)]
    pub end: Option<End>,
    /// What the tracker counted; none where there is no tracker.
    #[serde(default)]
    pub counted: Option<Counted>,
    /// Its live objects; none where their map could not be read.
    #[serde(default)]
    pub held: Option<KeptHeld>,
    /// Of which instant `counted` and `held` are, in nanoseconds.
    #[serde(default)]
    pub held_ns: u64,
    /// The last looks at its pages, the oldest first.
    #[serde(default)]
    pub looks: Vec<KeptLook>,
    /// What was resident last, without shared memory.
    #[serde(default)]
    pub sample: Option<Sample>,
    /// The control group that it was charged to, as it was when this was
    /// written; none if none can be seen.
    #[serde(default)]
    pub cgroup: Option<Cgroup>,
    /// What the reader should know of these figures. Sentences.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// A look at a program's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "a look")]
pub struct KeptLook {
    /// When it was, in nanoseconds.
    pub at_ns: u64,
    /// What was seen.
    pub phase: Phase,
}
