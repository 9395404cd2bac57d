//! What moves by itself.

/// What of an allocator's figures differs between two runs of one and the same
/// program, by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// The settings that say after how many milliseconds memory is given back:
    /// 0 is at once, and -1 never.
    pub timers: &'static [&'static str],
    /// Bytes of its own tables, at most, that come now out of cached pages and
    /// now not, whatever its settings.
    pub tables: u64,
    /// Whether chance decides where within its page a large object begins.
    pub begins_anywhere: bool,
}

impl Drift {
    /// That of an allocator which does the same each time.
    pub(crate) const NONE: Drift =
        Drift { timers: &[], tables: 0, begins_anywhere: false };
}
