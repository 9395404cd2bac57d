//! Who took what from whom.

use std::cmp::Reverse;

use super::{Metric, Move, PhaseDiff};
use residue_ledger::Row;

/// Who lost or won bytes; `None` is nobody, to whom bytes are given back.
type Holder = (u64, Option<Row>);

/// What moved at a phase, the most bytes first: from the rows that shrank
/// beyond noise to those that grew, the largest to the largest. What the one
/// side cannot account for was given back, or newly taken.
pub(super) fn moves(phase: &PhaseDiff) -> Vec<Move> {
    let (mut shrunk, mut grown) = (Vec::new(), Vec::new());
    for (row, difference) in rows(phase) {
        let holders = if difference < 0 { &mut shrunk } else { &mut grown };
        holders.push((difference.unsigned_abs(), Some(row)));
    }
    let (lost, won) = (sum(&shrunk), sum(&grown));
    let rest = u64::try_from(lost.abs_diff(won)).unwrap_or(u64::MAX);
    if rest > 0 {
        let holders = if lost < won { &mut shrunk } else { &mut grown };
        holders.push((rest, None));
    }
    flow(largest_first(shrunk), largest_first(grown))
}

/// The rows that changed beyond noise, and by how much.
fn rows(phase: &PhaseDiff) -> impl Iterator<Item = (Row, i64)> {
    let changed = phase.changes.iter().filter(|at| at.verdict.is_change());
    changed.filter_map(|change| match change.metric {
        Metric::Row(row) => Some((row, change.difference?)),
        _ => None,
    })
}

/// Pours what shrank into what grew, until one is dry and the other full.
fn flow(shrunk: Vec<Holder>, grown: Vec<Holder>) -> Vec<Move> {
    let mut moves = Vec::new();
    let mut sinks = grown.into_iter();
    let mut sink = sinks.next();
    for (mut left, from) in shrunk {
        while let (Some((room, to)), true) = (sink, left > 0) {
            let bytes = left.min(room);
            moves.push(Move { from, to, bytes });
            left -= bytes;
            sink = match room - bytes {
                0 => sinks.next(),
                room => Some((room, to)),
            };
        }
    }
    moves.sort_by_key(|at| Reverse(at.bytes));
    moves
}

fn largest_first(mut holders: Vec<Holder>) -> Vec<Holder> {
    holders.sort_by_key(|&(bytes, row)| (Reverse(bytes), row));
    holders
}

fn sum(holders: &[Holder]) -> u128 {
    holders.iter().map(|&(bytes, _)| u128::from(bytes)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::{Change, Verdict};
    use super::*;

    fn phase(rows: &[(Row, i64, bool)]) -> PhaseDiff {
        let change =
            |&(row, difference, is_change): &(Row, i64, bool)| Change {
                metric: Metric::Row(row),
                old: None,
                new: None,
                difference: Some(difference),
                interval: None,
                floor: 0,
                verdict: match (is_change, difference > 0) {
                    (false, _) => Verdict::WithinNoise,
                    (true, true) => Verdict::Regressed,
                    (true, false) => Verdict::Improved,
                },
            };
        let changes = rows.iter().map(change).collect();
        PhaseDiff { changes, ..PhaseDiff::default() }
    }

    fn found(
        rows: &[(Row, i64, bool)],
    ) -> Vec<(Option<Row>, Option<Row>, u64)> {
        let moves = moves(&phase(rows)).into_iter();
        moves.map(|at| (at.from, at.to, at.bytes)).collect()
    }

    #[test]
    fn what_grows_alone_was_given_back_before() {
        assert_eq!(
            found(&[(Row::Cached, 131, true)]),
            [(None, Some(Row::Cached), 131)]
        );
    }

    #[test]
    fn the_largest_loser_feeds_the_largest_winner() {
        assert_eq!(
            found(&[
                (Row::Slack, -10, true),
                (Row::Cached, -100, true),
                (Row::Fragmentation, 70, true),
                (Row::Metadata, 30, true),
            ]),
            [
                (Some(Row::Cached), Some(Row::Fragmentation), 70),
                (Some(Row::Cached), Some(Row::Metadata), 30),
                (Some(Row::Slack), None, 10),
            ]
        );
    }

    #[test]
    fn noise_moves_nothing() {
        assert_eq!(found(&[(Row::Cached, 131, false)]), []);
    }

    #[test]
    fn sums_that_do_not_fit_are_moved_as_far_as_they_do() {
        let most = i64::MAX;
        let rows = [Row::Payload, Row::Slack, Row::OtherLive]
            .map(|row| (row, most, true));
        assert_eq!(found(&rows).len(), 3);
    }
}
