//! The phases of a pair, held against each other.

use residue_compare::Judgement;

use super::containers::containers;
use super::moment::Moment;
use super::noise::Noise;
use super::record::{PhaseRecord, Repetition};
use super::tally::ChangeCounter;
use super::{Change, Metric, PhaseDiff, Presence, Verdict};

/// What is the same for all phases of a pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// How far figures move by themselves; `None` where the two sides are not
    /// to be compared, only shown.
    pub(super) noise: Option<Noise>,
    /// Whether the resident figures are a profiler's own.
    pub(super) profiler: bool,
}

/// The names of all phases in the order of the new side, those that only the
/// old side has where they stood among the others.
pub(super) fn names<'a>(
    old: &[&'a Repetition],
    new: &[&'a Repetition],
) -> Vec<&'a str> {
    let mut names = side_names(new);
    let mut at = 0;
    for name in side_names(old) {
        match names.iter().position(|&known| known == name) {
            Some(known) => at = known + 1,
            None => {
                names.insert(at, name);
                at += 1;
            }
        }
    }
    names
}

fn side_names<'a>(side: &[&'a Repetition]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for phase in side.iter().flat_map(|at| at.phases.iter()) {
        if !names.contains(&&*phase.name) {
            names.push(&phase.name);
        }
    }
    names
}

/// One phase of both sides.
pub(super) fn phase(
    name: &str,
    old: &[&Repetition],
    new: &[&Repetition],
    terms: Terms,
    tally: &mut ChangeCounter,
) -> PhaseDiff {
    let old: Vec<_> = old.iter().filter_map(|at| at.phase(name)).collect();
    let new: Vec<_> = new.iter().filter_map(|at| at.phase(name)).collect();
    let mut diff = PhaseDiff {
        name: name.to_owned(),
        presence: presence(!old.is_empty(), !new.is_empty()),
        verdict: Verdict::CannotBeCompared,
        ..PhaseDiff::default()
    };
    let noise = match diff.presence {
        Presence::Both => terms.noise,
        Presence::OnlyOld | Presence::OnlyNew => None,
    };
    let sides = Sides::of(&old, &new);
    for metric in Metric::ALL {
        if !terms.profiler || metric.outlives_profiler() {
            compare(metric, sides, noise, &mut diff, tally);
        }
    }
    if let Some(noise) = noise {
        diff.containers = containers(&old, &new, &noise, tally);
        // Gathered there, they are copied into just as much room.
        diff.changes = tally.changes.clone();
        tally.changes.clear();
        diff.verdict = verdict(&diff);
    }
    diff
}

/// Which sides have something, of which at least one does.
fn presence(old: bool, new: bool) -> Presence {
    match (old, new) {
        (true, false) => Presence::OnlyOld,
        (false, true) => Presence::OnlyNew,
        _ => Presence::Both,
    }
}

/// Enters one metric of the phase; its change, if it is one, is gathered by
/// the tally.
fn compare(
    metric: Metric,
    sides: Sides<'_>,
    noise: Option<Noise>,
    diff: &mut PhaseDiff,
    tally: &mut ChangeCounter,
) {
    if let Some(figure) = sides.alike(metric) {
        diff.old.set(metric, Some(figure));
        diff.new.set(metric, Some(figure));
        if noise.is_some() {
            tally.count(metric, Verdict::Same);
        }
        return;
    }
    let judgement = judgement(metric, sides, noise, tally);
    let Some(judgement) = judgement else { return };
    diff.old.set(metric, judgement.old.map(|at| at.value));
    diff.new.set(metric, judgement.new.map(|at| at.value));
    if noise.is_some() {
        tally.count(metric, judgement.verdict);
        tally.changes.extend(Change::of(metric, judgement));
    }
}

/// The gravest of all figures but times.
fn verdict(phase: &PhaseDiff) -> Verdict {
    let changes = phase.changes.iter().filter(|at| at.metric.is_memory());
    let containers = phase.containers.iter().map(|at| at.verdict);
    Verdict::gravest(changes.map(|at| at.verdict).chain(containers))
}

/// What a metric of the phase comes to.
fn judgement(
    metric: Metric,
    sides: Sides<'_>,
    noise: Option<Noise>,
    tally: &mut ChangeCounter,
) -> Option<Judgement> {
    let (old, new) = (figures(sides.old, metric), figures(sides.new, metric));
    tally.judge.judge(old, new, |extent| {
        noise.map_or(0, |noise| noise.floor(metric, extent, sides.moment))
    })
}

/// One phase of all repetitions of both sides.
#[derive(Clone, Copy)]
struct Sides<'a> {
    old: &'a [&'a PhaseRecord],
    new: &'a [&'a PhaseRecord],
    moment: Moment,
}

impl<'a> Sides<'a> {
    fn of(old: &'a [&'a PhaseRecord], new: &'a [&'a PhaseRecord]) -> Sides<'a> {
        let moments = old.iter().chain(new).map(|phase| phase.moment);
        Sides { old, new, moment: Moment::of_all(moments) }
    }

    /// The figure of one repetition a side, if it is the same on both: by far
    /// the most are.
    fn alike(self, metric: Metric) -> Option<u64> {
        let ([old], [new]) = (self.old, self.new) else { return None };
        let figure = old.figures.get(metric)?;
        (new.figures.get(metric) == Some(figure)).then_some(figure)
    }
}

/// The figure of each repetition that knows it.
fn figures(side: &[&PhaseRecord], metric: Metric) -> impl Iterator<Item = u64> {
    side.iter().filter_map(move |at| at.figures.get(metric))
}

impl Change {
    /// The change that a judgement is, unless it is none.
    fn of(metric: Metric, judgement: Judgement) -> Option<Change> {
        (judgement.verdict != Verdict::Same).then_some(Change {
            metric,
            old: judgement.old,
            new: judgement.new,
            difference: judgement.difference,
            interval: judgement.interval,
            floor: judgement.floor,
            verdict: judgement.verdict,
        })
    }
}
