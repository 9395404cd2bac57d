//! What the doctor says of a process that was looked at from outside.

use std::cmp::Reverse;
use std::io::{self, Write};

use residue_ledger::{Cgroup, ContainerRow, NotHeap};
use serde::{Deserialize, Serialize};

use super::{Diagnosis, Ended, Identity, SCHEMA};
use crate::findings::{FoundTable, FoundType};

/// A process that runs, or was kept when it died, and what the doctor says of
/// it.
#[derive(Clone, Debug, Serialize)]
pub struct Examination {
    /// The process.
    pub pid: u32,
    /// Its command line.
    pub command: String,
    /// What its tracker counted; none where it has no tracker.
    pub counted: Option<Counted>,
    /// The containers that the program names, whatever of them is resident.
    pub containers: Vec<ContainerRow>,
    /// The program's `malloc`; of several, the one that has most resident. One
    /// that could not be walked has a name alone.
    pub allocator: Identity,
    /// All allocators that were walked.
    pub allocators: Vec<Walked>,
    /// The control group that it is charged to; none if none can be seen.
    pub cgroup: Option<Cgroup>,
    /// What is found.
    #[serde(flatten)]
    pub diagnosis: Diagnosis,
    /// Whether all figures are of one moment: it was stopped for as long as
    /// it was read, or did not run meanwhile by itself.
    #[serde(skip)]
    pub is_of_one_moment: bool,
    /// Its live objects; nothing is known of them where no allocator could be
    /// walked.
    pub live: Option<LiveObjects>,
    /// What is not heap, by kind and name.
    pub not_heap: Vec<NotHeap>,
    /// Bytes in swap; not part of resident.
    pub swapped: u64,
    /// Of each resident page the process's part, one in as many as have it
    /// (`Pss`); at most resident. None where that was not read.
    #[serde(rename = "pss")]
    pub proportional: Option<u64>,
    /// Page tables, which the kernel keeps for the process; not part of
    /// resident. None where the kernel does not say.
    pub page_tables: Option<u64>,
    /// What the reader should know of these figures.
    pub notes: Vec<String>,
    /// Of a program that was kept: how it ended, and of when its figures are.
    /// None of one that runs.
    pub ended: Option<Ended>,
}

/// What a tracker counted since the process began, on all threads.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
#[serde(expecting = "what was counted")]
pub struct Counted {
    /// Allocations, a count. Only grows.
    pub allocations: u64,
    /// Frees, a count. Only grows; at most `allocations`.
    pub frees: u64,
    /// Requested bytes of every allocation not yet freed.
    pub live: u64,
    /// Bytes ever requested. Only grows; at least `live`.
    pub total: u64,
    /// Highest `live` ever. Only grows; at least `live`.
    pub peak_live: u64,
}

/// An allocator that was walked. Figures are resident bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Walked {
    /// Which one it is.
    #[serde(flatten)]
    pub identity: Identity,
    /// The file that it is in.
    pub module: String,
    /// Live objects.
    pub live: u64,
    /// The part of `live` that the process's tracker did not make; none where
    /// it has no tracker.
    pub foreign: Option<u64>,
    /// Of live objects, what is beyond what was asked for; None where the
    /// allocator does not tell, and it is part of `live`.
    pub rounding: Option<u64>,
    /// Free bytes on pages that something else keeps resident.
    pub fragmentation: u64,
    /// Pages that hold nothing live.
    pub cached: u64,
    /// Headers and tables.
    pub metadata: u64,
    /// What each remedy would give back, computed without trying it.
    pub returns: Vec<Returned>,
    /// The part of `returns` on pages that other processes have too since a
    /// fork, which the machine gets back when the last of them gives them
    /// back; None where that could not be read.
    pub shared: Option<u64>,
    /// What was compared with the allocator's own figures.
    pub checks: Vec<Checked>,
}

/// What a remedy would give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// The call or the setting.
    pub remedy: String,
    /// Resident bytes.
    pub bytes: u64,
}

/// A figure as walked, beside the allocator's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// What is compared, in the allocator's words.
    pub what: String,
    /// As walked.
    pub walked: u64,
    /// As the allocator says.
    pub told: u64,
}

/// The live objects of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LiveObjects {
    /// Objects, a count.
    pub objects: u64,
    /// Their usable bytes, resident or not; of a process that has ended,
    /// those that it asked for.
    pub bytes: u64,
    /// By size, those that hold most first.
    pub by_size: Vec<SizeClass>,
    /// The largest, one by one.
    pub largest: Vec<LargeObject>,
    /// Containers' tables among them, those with most slack first. In JSON
    /// those that are alike stand once, as the first of them, with a `count`.
    #[serde(serialize_with = "super::tables::grouped")]
    pub tables: Vec<FoundTable>,
    /// By what they begin with, those with most bytes first: objects that
    /// begin with the address of a vtable, a function or a constant that has
    /// a name.
    pub by_type: Vec<FoundType>,
}

/// Live objects of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SizeClass {
    /// Usable bytes of one; of a process that has ended, of the largest of
    /// about one size.
    pub size: u64,
    /// Objects, a count.
    pub objects: u64,
    /// Usable bytes of all.
    pub bytes: u64,
    /// What most of those that were looked into hold, in a word or two; none
    /// where none was.
    pub contents: Option<&'static str>,
    /// How many of them hold that, a count.
    pub alike: u64,
    /// How many were looked into, a count.
    pub looked_into: u64,
}

/// A large live object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LargeObject {
    /// Where it is.
    pub address: u64,
    /// Its usable bytes.
    pub size: u64,
    /// The part that is resident; none of a process that has ended.
    pub resident: Option<u64>,
    /// What it holds: the kind of table that it is, or what its bytes look
    /// like; none where they could not be read.
    pub contents: Option<&'static str>,
    /// The container that holds it, where its process was kept and one does.
    pub container: Option<String>,
}

impl SizeClass {
    /// Live objects of one size, of which nothing more is known.
    pub fn of(size: u64, objects: u64) -> SizeClass {
        let bytes = size.saturating_mul(objects);
        let (contents, alike, looked_into) = (None, 0, 0);
        SizeClass { size, objects, bytes, contents, alike, looked_into }
    }

    /// Those that hold most first.
    pub fn sorted(classes: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut classes: Vec<_> = classes.into_iter().collect();
        classes.sort_by_key(|class| Reverse(class.bytes));
        classes
    }
}

/// Writes what the doctor says of live processes as indented JSON that ends in
/// a line feed: of one process as an object, of several under `processes`.
pub fn write_examined(
    examined: &[Examination],
    out: &mut impl Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct One<'a> {
        schema: &'static str,
        #[serde(flatten)]
        process: &'a Examination,
    }
    #[derive(Serialize)]
    struct Several<'a> {
        schema: &'static str,
        processes: &'a [Examination],
    }
    match examined {
        [process] => serde_json::to_writer_pretty(
            &mut *out,
            &One { schema: SCHEMA, process },
        ),
        processes => {
            let several = Several { schema: SCHEMA, processes };
            serde_json::to_writer_pretty(&mut *out, &several)
        }
    }?;
    out.write_all(b"\n")
}
