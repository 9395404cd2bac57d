//! Where an allocator could not be walked, what the tracker did not make cannot
//! be told from what is free: neither is called the other.

use super::beside::HeldBeside;
use crate::Snapshot;
use residue_ledger::{RESIDUAL, Row};

/// Why objects that the tracker did not make are not told from free memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Untold {
    /// Which allocator could not be walked, and why. A clause.
    pub(super) why: String,
    /// What it has handed out at most, by its own counts.
    pub(super) in_use: Option<u64>,
}

impl Untold {
    /// Takes out of `snapshot` what is not known, and says how much it may be:
    /// `beside` is what the pages hold that could not be walked.
    pub(super) fn enter(self, snapshot: &mut Snapshot, beside: HeldBeside) {
        let Untold { why, in_use } = self;
        let rest = beside.pages.saturating_sub(beside.resident);
        let made = in_use.map(|all| all.saturating_sub(beside.live));
        let most = made.map_or(rest, |made| made.min(rest));
        let by = if made.is_some() { ", by its own counts" } else { "" };
        let foreign = format!(
            "{why}; at most {most} bytes of its pages are objects that the \
             tracker did not make{by}"
        );
        let free = format!(
            "{why}; {rest} bytes of its pages hold no object of the tracker, \
             and of these at least {} are free{by}",
            rest - most
        );
        let told = [
            (Row::ForeignLive.name(), foreign),
            (Row::Fragmentation.name(), free.clone()),
            (Row::Cached.name(), free),
            (RESIDUAL, format!("{why}; not all rows are known")),
        ];
        for row in [Row::ForeignLive, Row::Fragmentation, Row::Cached] {
            snapshot.ledger.set(row, None::<u64>);
        }
        snapshot.ledger.residual = None;
        let is_told = |field: &str| told.iter().any(|(name, _)| *name == field);
        snapshot.absent.retain(|(field, _)| !is_told(field));
        snapshot.absent.extend(told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(in_use: Option<u64>) -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.ledger.set(Row::Cached, 900_u64);
        snapshot.ledger.set(Row::OtherLive, 100_u64);
        snapshot.ledger.residual = Some(0);
        snapshot.absent.push((Row::Cached.name(), "another reason".into()));
        let beside = HeldBeside { pages: 1000, resident: 100, live: 150 };
        let why = "glibc could not be walked".to_owned();
        Untold { why, in_use }.enter(&mut snapshot, beside);
        snapshot
    }

    fn why(snapshot: &Snapshot, row: Row) -> &str {
        let mut all = snapshot.absent.iter().filter(|of| of.0 == row.name());
        let (_, why) = all.next().expect("it is absent");
        assert_eq!(all.next(), None);
        why
    }

    #[test]
    fn what_may_be_live_is_bounded_and_never_cached() {
        let bounded = entered(Some(350));
        for row in [Row::ForeignLive, Row::Fragmentation, Row::Cached] {
            assert_eq!(bounded.ledger.get(row), None);
        }
        assert_eq!(bounded.ledger.get(Row::OtherLive), Some(100));
        assert_eq!(bounded.ledger.residual, None);
        assert!(why(&bounded, Row::ForeignLive).contains("at most 200 bytes"));
        let free = "900 bytes of its pages hold no object of the tracker, and \
                    of these at least 700 are free";
        assert!(why(&bounded, Row::Cached).contains(free));
    }

    #[test]
    fn without_counts_or_with_absurd_ones_all_of_it_may_be_live() {
        for in_use in [None, Some(u64::MAX)] {
            let all = entered(in_use);
            assert!(why(&all, Row::ForeignLive).contains("at most 900 bytes"));
            assert!(why(&all, Row::Cached).contains("at least 0 are free"));
        }
    }
}
