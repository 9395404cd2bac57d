//! What is read of a process that goes on meanwhile.

/// What a process held at about one instant, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Physical memory mapped into the process, without shared memory, and so
    /// without the segment. The kernel counts it in batches for each of the
    /// process's threads or the machine's cores, so that it is good to a few
    /// hundred KiB.
    pub resident: u64,
    /// Requested bytes of every allocation not yet freed: at most the truth,
    /// and short of it by what other threads freed while it was read. `None`
    /// without a tracker.
    pub live: Option<u64>,
}
