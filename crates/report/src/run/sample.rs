//! A sample: what a process held at an instant between two phases.

use serde::{Deserialize, Serialize};

/// What a process held at an instant while it ran. Phases are measured;
/// samples only show the way from one to the next, and are approximate: the
/// kernel counts resident memory in batches, and other threads allocate while
/// it is read. Short spikes fall between two samples.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(expecting = "a sample")]
pub struct Sample {
    /// When it was taken: nanoseconds of the program's own time since its
    /// first phase, without the time it stood still. At the end of a phase it
    /// is the sum of `elapsed_ns` of all phases but the first, up to that one.
    pub at_ns: u64,
    /// Physical memory mapped into the process, without shared memory, and so
    /// without what Residue itself keeps there: near `resident - observer` of
    /// a phase of a program that shares none.
    pub resident: u64,
    /// Requested bytes of every allocation not yet freed, at most the truth.
    #[serde(default)]
    pub live: Option<u64>,
    /// The part of `resident` that the kernel may take back at any time; read
    /// less often than the rest, because it costs more to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lazy_free: Option<u64>,
}
