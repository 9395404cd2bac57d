//! Names of the phases that more than one scenario has.

/// Nothing has been allocated yet.
pub(crate) const BASELINE: &str = "baseline";
/// The peak: all elements are held.
pub(crate) const FILLED: &str = "filled";
/// The elements are gone, the container is kept.
pub(crate) const DRAINED: &str = "drained";
/// Idle for the settle time after the last change.
pub(crate) const SETTLED: &str = "settled";
/// After `shrink_to_fit`.
pub(crate) const SHRUNK: &str = "shrunk";
/// After the elements moved to a new container.
pub(crate) const REBUILT: &str = "rebuilt";
/// After the backend's purge.
pub(crate) const COLLECTED: &str = "collected";
/// After the backend was told to keep nothing.
pub(crate) const PURGED: &str = "purged";
/// The containers are gone.
pub(crate) const DROPPED: &str = "dropped";
/// A control has planted its memory.
pub(crate) const PLANTED: &str = "planted";
/// The peak for the second time.
pub(crate) const REFILLED: &str = "refilled";
/// The elements are gone for the second time.
pub(crate) const REDRAINED: &str = "redrained";
/// At light work for the settle time after the last change.
pub(crate) const WORKED: &str = "worked";
