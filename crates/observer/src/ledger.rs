//! The ledger: every resident byte in exactly one row.

/// Where the resident bytes of a process are at one instant, in bytes. The
/// rows and the residual add up to `resident - observer` of the same
/// [`Snapshot`](crate::Snapshot). `None` is what cannot be known, which is
/// not 0: its bytes stand in another row, or the sum does not hold, as
/// [`Snapshot::absent`](crate::Snapshot::absent) says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Resident live bytes that are elements of named containers.
    pub payload: Option<u64>,
    /// Resident live bytes of named containers beyond their payload.
    pub slack: Option<u64>,
    /// Resident live bytes of no named container.
    pub other_live: Option<u64>,
    /// Usable less requested size of live objects, on resident pages.
    pub rounding: Option<u64>,
    /// Free bytes on resident pages that a live object shares.
    pub fragmentation: Option<u64>,
    /// Resident heap pages that no live object touches, less metadata.
    pub cached: Option<u64>,
    /// The allocator's own tables and object headers, as far as it says.
    pub metadata: Option<u64>,
    /// Resident bytes of everything that is not heap: files, stacks,
    /// thread-local storage, shared mappings.
    pub program: Option<u64>,
    /// What the rows leave over: resident heap by `smaps` less resident heap
    /// by the page tables. `None` where rows are missing that would take
    /// bytes.
    pub residual: Option<i64>,
}

impl Ledger {
    /// The sum of all that is known, in bytes.
    pub fn sum(&self) -> i64 {
        let rows = [
            self.payload,
            self.slack,
            self.other_live,
            self.rounding,
            self.fragmentation,
            self.cached,
            self.metadata,
            self.program,
        ];
        let rows: u64 = rows.into_iter().flatten().sum();
        rows as i64 + self.residual.unwrap_or(0)
    }
}
