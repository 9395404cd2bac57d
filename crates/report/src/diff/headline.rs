//! What a comparison says first: what moved, where, from whom to whom.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::metric::show;
use super::moves::moves;
use super::{Change, Headline, Move, Pair, PhaseDiff, Place, Verdict};
use residue_present::{Bytes, Count};

/// Moves that one sentence names; more would not be read.
const NAMED: usize = 3;

/// One headline for each pair that changed beyond noise, the most bytes
/// first.
pub(super) fn headlines(pairs: &[Pair]) -> Vec<Headline> {
    let labels = Labels::of(pairs);
    let mut found: Vec<(u64, Headline)> = pairs
        .iter()
        .enumerate()
        .filter(|(_, pair)| pair.verdict.is_change())
        .filter_map(|(at, pair)| headline(at, pair, &labels))
        .collect();
    // The order of pairs decides between equals: the sort is stable.
    found.sort_by_key(|&(bytes, _)| Reverse(bytes));
    found.into_iter().map(|(_, headline)| headline).collect()
}

/// A pair's headline, and how many bytes it is about.
fn headline(
    at: usize,
    pair: &Pair,
    labels: &Labels<'_>,
) -> Option<(u64, Headline)> {
    let label = labels.label(&pair.place);
    match largest(pair) {
        Some((phase, moves)) => {
            let text =
                format!("{label}, at {}: {}", phase.name, sentence(&moves));
            Some((
                total(&moves),
                Headline {
                    pair: at,
                    phase: phase.name.clone(),
                    verdict: direction(&moves),
                    moves,
                    text,
                },
            ))
        }
        None => {
            let (phase, change) = first_change(pair)?;
            let text = format!("{label}, at {}: {}", phase.name, said(change));
            Some((
                0,
                Headline {
                    pair: at,
                    phase: phase.name.clone(),
                    moves: Vec::new(),
                    verdict: change.verdict,
                    text,
                },
            ))
        }
    }
}

/// The phase at which the most moved. Those after the peak go first: what is
/// held there is held for nothing.
fn largest(pair: &Pair) -> Option<(&PhaseDiff, Vec<Move>)> {
    let (before, after) = pair.phases.split_at(pair.read);
    let most = |phases: &'_ [PhaseDiff]| -> Option<(usize, Vec<Move>)> {
        phases
            .iter()
            .map(moves)
            .enumerate()
            .filter(|(_, moves)| !moves.is_empty())
            .rev()
            .max_by_key(|(_, moves)| total(moves))
    };
    let after = most(after).map(|(at, moves)| (pair.read + at, moves));
    let (at, moves) = after.or_else(|| most(before))?;
    Some((&pair.phases[at], moves))
}

/// The first figure that changed without any row of the ledger having done
/// so, at the first phase where one did.
fn first_change(pair: &Pair) -> Option<(&PhaseDiff, &Change)> {
    let changes = pair.phases.iter().flat_map(|phase| {
        phase.changes.iter().map(move |change| (phase, change))
    });
    changes
        .filter(|(_, change)| change.metric.is_memory())
        .filter(|(_, change)| change.verdict.is_change())
        .min_by_key(|(_, change)| change.metric.index())
}

fn sentence(moves: &[Move]) -> String {
    let mut said: Vec<String> = moves
        .iter()
        .take(NAMED)
        .enumerate()
        .map(|(at, step)| {
            let moved = if at == 0 { " moved" } else { "" };
            let (from, to) = (holder(step.from), holder(step.to));
            format!("{}{moved} from {from} to {to}", Bytes(step.bytes))
        })
        .collect();
    let others = moves.get(NAMED..).unwrap_or_default();
    if !others.is_empty() {
        said.push(format!("{} in smaller moves", Bytes(total(others))));
    }
    said.join(", ")
}

fn said(change: &Change) -> String {
    let verb = match change.verdict {
        Verdict::Improved => "fell",
        _ => "rose",
    };
    let metric = change.metric;
    let size = change.difference.map_or(0, i64::unsigned_abs);
    format!("{} {verb} by {}", metric.title(), show(metric.kind(), size))
}

fn holder(row: Option<residue_ledger::Row>) -> &'static str {
    row.map_or("given back", residue_ledger::Row::title)
}

fn total(moves: &[Move]) -> u64 {
    moves.iter().fold(0, |sum, step| sum.saturating_add(step.bytes))
}

/// For the worse if more was taken than given back. What only changed hands
/// leaves as much resident as before.
fn direction(moves: &[Move]) -> Verdict {
    let sum = |which: fn(&Move) -> bool| {
        let moves = moves.iter().filter(|step| which(step));
        moves.map(|step| u128::from(step.bytes)).sum::<u128>()
    };
    let taken = sum(|step| step.from.is_none());
    let given = sum(|step| step.to.is_none());
    match taken.cmp(&given) {
        std::cmp::Ordering::Less => Verdict::Improved,
        std::cmp::Ordering::Equal => Verdict::Same,
        std::cmp::Ordering::Greater => Verdict::Regressed,
    }
}

/// Names for pairs, as brief as they can be told apart.
pub(super) struct Labels<'a> {
    /// Scenario and backend of pairs that differ in size or remedy alone.
    sized: HashSet<(&'a str, &'a str)>,
}

impl<'a> Labels<'a> {
    pub(super) fn of(pairs: &'a [Pair]) -> Labels<'a> {
        let mut seen = HashMap::new();
        let mut sized = HashSet::new();
        for place in pairs.iter().map(|pair| &pair.place) {
            let name = (&*place.scenario, &*place.backend);
            let size = (place.elements, &*place.remedy);
            if *seen.entry(name).or_insert(size) != size {
                sized.insert(name);
            }
        }
        Labels { sized }
    }

    pub(super) fn label(&self, place: &Place) -> String {
        let mut label = format!("{} on {}", place.scenario, place.backend);
        let mut apart = Vec::new();
        if self.sized.contains(&(&*place.scenario, &*place.backend)) {
            apart.push(format!("{} elements", Count(place.elements)));
            apart.push(place.remedy.clone());
        }
        let settings = place.settings.iter();
        apart.extend(settings.map(|(name, value)| format!("{name}={value}")));
        if !apart.is_empty() {
            label.push_str(&format!(" ({})", apart.join(", ")));
        }
        label
    }
}
