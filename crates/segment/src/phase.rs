//! The phase at which a process stands.

use crate::Text;
use std::sync::atomic::AtomicU64;

/// The phase that the program marked last.
#[derive(Debug)]
#[repr(C)]
pub struct PhaseRecord {
    /// The phase's name.
    pub name: Text,
    /// Phases marked so far; 0 before the first. Only grows.
    pub sequence: AtomicU64,
    /// The last phase, by sequence, that the process is ready to be read at:
    /// it has surveyed itself and waits. Until then it reads its own maps and
    /// writes the survey; nothing else of it changes.
    pub ready: AtomicU64,
    /// Nanoseconds from the moment the phase before was left (or tracking
    /// began) to the moment this one was reached, by the monotonic clock.
    pub elapsed_ns: AtomicU64,
    /// Highest live bytes of that time, exact to the grant that
    /// [`Header::peak_live`](crate::Header::peak_live) explains.
    pub peak_live: AtomicU64,
    /// Nanoseconds that the process had stood still for when it said the
    /// phase, because its allocator had to be asked for statistics first.
    pub prepare_ns: AtomicU64,
    /// Processor time of all threads, in nanoseconds, from the moment the
    /// phase before was left to the moment this one was reached.
    pub processor_ns: AtomicU64,
}
