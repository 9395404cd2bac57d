//! What the allocator says of itself, written when the process stands still.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// A figure that an allocator may publish. All are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(usize)]
pub enum Statistic {
    /// Handed out to the program, usable size.
    Allocated,
    /// Pages with at least one allocation on them.
    Active,
    /// Upper bound of what it keeps resident.
    Resident,
    /// Mapped, resident or not.
    Mapped,
    /// Given back to the kernel, address space kept.
    Retained,
    /// Its own tables.
    Metadata,
    /// The part of its own tables that is resident.
    MetadataResident,
    /// Unused pages not given back.
    Dirty,
    /// Unused pages that the kernel may take at any time.
    Muzzy,
    /// Free objects held by threads' caches.
    ThreadCaches,
    /// What it may touch without asking the kernel again.
    Committed,
}

impl Statistic {
    /// Every figure, in the order in which they are stored.
    pub const ALL: [Statistic; 11] = [
        Statistic::Allocated,
        Statistic::Active,
        Statistic::Resident,
        Statistic::Mapped,
        Statistic::Retained,
        Statistic::Metadata,
        Statistic::MetadataResident,
        Statistic::Dirty,
        Statistic::Muzzy,
        Statistic::ThreadCaches,
        Statistic::Committed,
    ];

    /// The figure's name in files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Statistic::Allocated => "allocated",
            Statistic::Active => "active",
            Statistic::Resident => "resident",
            Statistic::Mapped => "mapped",
            Statistic::Retained => "retained",
            Statistic::Metadata => "metadata",
            Statistic::MetadataResident => "metadata_resident",
            Statistic::Dirty => "dirty",
            Statistic::Muzzy => "muzzy",
            Statistic::ThreadCaches => "thread_caches",
            Statistic::Committed => "committed",
        }
    }
}

/// The figures an allocator published last. Zeroed memory is a table in which
/// nothing is known, so a figure is stored with one added to it.
#[derive(Debug)]
#[repr(C)]
pub struct StatisticTable([AtomicU64; Statistic::ALL.len()]);

impl StatisticTable {
    /// A table in which nothing is known.
    pub const fn unknown() -> StatisticTable {
        StatisticTable([const { AtomicU64::new(0) }; Statistic::ALL.len()])
    }

    /// Stores `value`; `None` is stored as unknown.
    pub fn set(&self, statistic: Statistic, value: Option<u64>) {
        let stored = value.map_or(0, |value| value.saturating_add(1));
        self.0[statistic as usize].store(stored, Relaxed);
    }

    /// The figure, or `None` where the allocator does not publish it.
    pub fn get(&self, statistic: Statistic) -> Option<u64> {
        self.0[statistic as usize].load(Relaxed).checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_zero() {
        let table = StatisticTable::unknown();
        assert_eq!(table.get(Statistic::Dirty), None);
        table.set(Statistic::Dirty, Some(0));
        assert_eq!(table.get(Statistic::Dirty), Some(0));
        table.set(Statistic::Dirty, None);
        assert_eq!(table.get(Statistic::Dirty), None);
    }

    #[test]
    fn figures_stand_in_the_order_of_the_list() {
        for (index, statistic) in Statistic::ALL.into_iter().enumerate() {
            assert_eq!(statistic as usize, index);
        }
    }
}
