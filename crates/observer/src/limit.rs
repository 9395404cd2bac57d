//! How near a control group is to the limit of its memory.

/// How near a control group is to its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearestLimit {
    /// The group, which may be above that of the process.
    pub path: String,
    /// What is charged, in bytes, without the page cache of files, which the
    /// kernel takes back before it kills.
    pub charged: u64,
    /// What may be charged, in bytes; above 0.
    pub limit: u64,
}

impl NearestLimit {
    /// What may still be charged.
    pub fn headroom(&self) -> u64 {
        self.limit.saturating_sub(self.charged)
    }

    /// The part of the limit that is charged, in percent, rounded down.
    pub fn percent(&self) -> u64 {
        let limit = u128::from(self.limit.max(1));
        let part = u128::from(self.charged) * 100 / limit;
        u64::try_from(part).unwrap_or(u64::MAX)
    }
}
