//! The named containers of a phase, held against each other.

use super::noise::Noise;
use super::record::{CONTAINER_FIGURES, PhaseRecord};
use super::tally::ChangeCounter;
use super::{ContainerChange, Verdict};

/// The figures of all containers that are not the same.
pub(super) fn containers(
    old: &[&PhaseRecord],
    new: &[&PhaseRecord],
    noise: &Noise,
    tally: &mut ChangeCounter,
) -> Vec<ContainerChange> {
    let mut changes = Vec::new();
    for name in names(old, new) {
        for (index, figure) in CONTAINER_FIGURES.into_iter().enumerate() {
            let judgement = tally.judge.judge(
                figures(old, name, index),
                figures(new, name, index),
                |extent| noise.container_floor(extent),
            );
            let changed = judgement.filter(|at| at.verdict != Verdict::Same);
            changes.extend(changed.map(|at| ContainerChange {
                container: name.to_owned(),
                figure,
                old: at.old.map(|old| old.value),
                new: at.new.map(|new| new.value),
                verdict: at.verdict,
            }));
        }
    }
    changes
}

/// The containers' names in the order of the new side, only-old last.
fn names<'a>(old: &[&'a PhaseRecord], new: &[&'a PhaseRecord]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let rows = new.iter().chain(old).flat_map(|at| at.containers.iter());
    for row in rows {
        if !names.contains(&&*row.name) {
            names.push(&row.name);
        }
    }
    names
}

/// A figure of the container in each repetition that has it, added up where
/// several bear its name.
fn figures(
    side: &[&PhaseRecord],
    name: &str,
    index: usize,
) -> impl Iterator<Item = u64> {
    side.iter().filter_map(move |phase| {
        let rows = phase.containers.iter().filter(|row| &*row.name == name);
        rows.map(|row| row.figures[index]).reduce(u64::saturating_add)
    })
}
