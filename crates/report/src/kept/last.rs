//! The last instant of which something is known: live bytes from the
//! tracker's map, all else from the last look before it.

use residue_ledger::{ContainerRow, RESIDUAL, Row};

use super::{Kept, KeptHeld, KeptLook};
use crate::run::Phase;

/// What the last instant is called.
const LAST: &str = "last";

/// Why a row is not known where nobody looked.
const UNSEEN: &str = "nobody looked at its pages: live bytes stand in the \
                      rows, resident or not";

/// The last instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LastInstant {
    /// What is known of it.
    pub(super) phase: Phase,
    /// Whether rows are of the last look, carried on to the end.
    pub(super) is_carried: bool,
}

/// Live bytes, by who holds them, in the order of the rows.
const LIVE: [Row; 3] = [Row::Payload, Row::Slack, Row::OtherLive];

/// The last instant of `kept`; none where nothing is known.
pub(super) fn last(kept: &Kept) -> Option<LastInstant> {
    let look = kept.looks.last();
    let is_newer = |look: &&KeptLook| kept.held_ns >= look.at_ns;
    match (look, &kept.held) {
        (Some(look), Some(held)) if is_newer(&look) => {
            Some(carried(&look.phase, kept, held))
        }
        (Some(look), _) => {
            let phase = look.phase.clone();
            Some(LastInstant { phase, is_carried: false })
        }
        (None, Some(held)) => Some(unseen(kept, held)),
        (None, None) => None,
    }
}

/// The look, with live bytes of the end. What came since is taken to be
/// resident; what went since, to be kept by the allocator.
fn carried(look: &Phase, kept: &Kept, held: &KeptHeld) -> LastInstant {
    let mut phase = look.clone();
    LAST.clone_into(&mut phase.name);
    enter(&mut phase, kept, held);
    let Some(counted) = look.live else {
        return LastInstant { phase, is_carried: false };
    };
    let before = live(&look.containers, counted);
    let after = live(&held.containers, phase.live.unwrap_or(counted));
    let (mut grown, mut freed, mut is_carried) = (0_u64, 0_u64, false);
    for ((row, before), after) in LIVE.into_iter().zip(before).zip(after) {
        let Some(bytes) = phase.ledger.get(row) else { continue };
        is_carried |= before != after;
        let more = after.saturating_sub(before);
        let less = before.saturating_sub(after).min(bytes);
        grown = grown.saturating_add(more);
        freed = freed.saturating_add(less);
        phase.ledger.set(row, (bytes - less).saturating_add(more));
    }
    phase.resident = phase.resident.saturating_add(grown);
    match phase.ledger.get(Row::Cached) {
        Some(cached) => {
            phase.ledger.set(Row::Cached, cached.saturating_add(freed));
        }
        None => phase.resident = phase.resident.saturating_sub(freed),
    }
    LastInstant { phase, is_carried }
}

/// Live bytes alone.
fn unseen(kept: &Kept, held: &KeptHeld) -> LastInstant {
    let mut phase = Phase { name: LAST.to_owned(), ..Phase::default() };
    enter(&mut phase, kept, held);
    let rows = live(&held.containers, phase.live.unwrap_or(held.bytes));
    for (row, bytes) in LIVE.into_iter().zip(rows) {
        phase.ledger.set(row, bytes);
        phase.resident = phase.resident.saturating_add(bytes);
    }
    phase.ledger.residual = Some(0);
    let unknown = phase.ledger.unknown().map(Row::name);
    let unknown = unknown.chain(["resident", "untouched", RESIDUAL]);
    for name in unknown.map(str::to_owned) {
        phase.absent.insert(name, UNSEEN.to_owned());
    }
    LastInstant { phase, is_carried: true }
}

/// Enters what the tracker says.
fn enter(phase: &mut Phase, kept: &Kept, held: &KeptHeld) {
    phase.containers.clone_from(&held.containers);
    if let Some(counted) = kept.counted {
        phase.live = Some(counted.live);
        phase.allocations = Some(counted.allocations);
        phase.frees = Some(counted.frees);
        phase.total = Some(counted.total);
        phase.peak_live = Some(counted.peak_live);
    }
}

/// Payload, slack, and what no container holds of `all` live bytes.
fn live(containers: &[ContainerRow], all: u64) -> [u64; 3] {
    let sum = |figure: fn(&ContainerRow) -> u64| {
        containers.iter().map(figure).fold(0, u64::saturating_add)
    };
    let (payload, slack) = (sum(|of| of.payload), sum(|of| of.slack));
    let rest = all.saturating_sub(payload).saturating_sub(slack);
    [payload, slack, rest]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Counted;

    fn container(payload: u64, slack: u64) -> ContainerRow {
        let live = payload + slack;
        let name = "sessions".to_owned();
        ContainerRow { name, live, payload, slack, ..ContainerRow::default() }
    }

    /// 100 payload, 20 slack, 60 other, of 1000 resident.
    fn look() -> KeptLook {
        let mut phase = Phase { resident: 1000, ..Phase::default() };
        for (row, bytes) in LIVE.into_iter().zip([100, 20, 60]) {
            phase.ledger.set(row, bytes);
        }
        phase.ledger.set(Row::Cached, 20);
        phase.ledger.set(Row::Program, 800);
        phase.ledger.residual = Some(0);
        phase.live = Some(180);
        phase.containers = vec![container(100, 20)];
        KeptLook { at_ns: 5, phase }
    }

    fn kept(live: u64, containers: Vec<ContainerRow>) -> Kept {
        Kept {
            counted: Some(Counted { live, ..Counted::default() }),
            held: Some(KeptHeld { containers, ..KeptHeld::default() }),
            held_ns: 9,
            looks: vec![look()],
            ..Kept::default()
        }
    }

    #[test]
    fn what_did_not_move_is_as_it_was_seen() {
        let found = last(&kept(180, vec![container(100, 20)])).unwrap();
        assert_eq!(found.phase.ledger, look().phase.ledger);
        assert!(!found.is_carried && found.phase.closes());
    }

    #[test]
    fn what_came_is_resident_and_what_went_is_kept_by_the_allocator() {
        let found = last(&kept(400, vec![container(10, 330)])).unwrap();
        let ledger = found.phase.ledger;
        let rows = LIVE.map(|row| ledger.get(row));
        assert_eq!(rows, [Some(10), Some(330), Some(60)]);
        assert_eq!(ledger.get(Row::Cached), Some(20 + 90));
        assert_eq!(found.phase.resident, 1000 + 310);
        assert!(found.is_carried && found.phase.closes());
    }

    #[test]
    fn without_a_look_live_bytes_are_all() {
        let mut kept = kept(400, vec![container(10, 330)]);
        kept.looks.clear();
        let found = last(&kept).unwrap();
        assert_eq!((found.phase.resident, found.is_carried), (400, true));
        assert!(found.phase.absent.get("resident").is_some());
        assert!(found.phase.closes());
        kept.held = None;
        assert_eq!(last(&kept), None);
    }

    #[test]
    fn a_look_that_is_newer_than_the_map_is_all_that_counts() {
        let kept = Kept { held_ns: 4, ..kept(400, Vec::new()) };
        assert_eq!(last(&kept).unwrap().phase, look().phase);
    }

    #[test]
    fn absurd_figures_end_in_no_panic() {
        let huge = vec![container(u64::MAX / 2, 0), container(u64::MAX, 0)];
        let mut kept = kept(u64::MAX, huge);
        kept.looks[0].phase.ledger.set(Row::Cached, u64::MAX);
        assert!(last(&kept).is_some());
        kept.looks.clear();
        assert!(last(&kept).is_some());
    }
}
