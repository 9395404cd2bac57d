//! The one table of changes of all formats: for each phase of a pair, the
//! figures that are not what they were.

use std::cmp::Reverse;

use crate::diff::{
    Change, ContainerChange, Kind, Pair, PhaseDiff, Presence, Verdict,
};
use crate::table::Column;
use crate::table::figure::{self, UNKNOWN};
use residue_present::Count;

/// How to read a table of changes.
pub(crate) const LEGEND: &str = "Noise is how much a figure may differ (±) \
    without meaning anything; or, with repetitions, between what bounds the \
    difference lies.";

/// Verdicts beyond noise, by how much they say.
const BY_WEIGHT: [Verdict; 3] =
    [Verdict::Regressed, Verdict::Improved, Verdict::CannotBeCompared];

/// What changed beyond noise in one pair. A format adds only how cells are
/// set, and escapes the names.
pub(crate) struct Changes<'a> {
    /// The phases with something to show, in order; those that follow each
    /// other and show the same stand as one.
    pub(crate) phases: Vec<PhaseChanges<'a>>,
    /// How many figures differ within noise.
    pub(crate) within_noise: usize,
    /// How many figures changed, but are more than were asked for.
    pub(crate) more: usize,
}

/// What changed beyond noise at one phase, or alike at several in a row.
pub(crate) struct PhaseChanges<'a> {
    names: Vec<&'a str>,
    /// A phase that only one side has has no lines.
    pub(crate) presence: Presence,
    pub(crate) lines: Vec<ChangeLine>,
}

/// One figure that changed.
#[derive(PartialEq)]
pub(crate) struct ChangeLine {
    /// What it comes to.
    pub(crate) verdict: Verdict,
    /// The difference, where it is one of bytes: fit for a bar.
    pub(crate) bytes: Option<i64>,
    is_time: bool,
    /// A text for each column, with the container's name as the file has it.
    pub(crate) cells: [String; Column::ALL.len()],
}

impl<'a> Changes<'a> {
    /// The changes of `pair`, the first `most` of them.
    pub(crate) fn of(pair: &'a Pair, most: usize) -> Changes<'a> {
        let mut changes =
            Changes { phases: Vec::new(), within_noise: 0, more: 0 };
        let mut room = most;
        for phase in &pair.phases {
            changes.within_noise += within_noise(phase);
            let mut lines = lines(phase);
            if changes.is_as_before(phase, &lines) {
                continue;
            }
            changes.more += lines.len().saturating_sub(room);
            lines.truncate(room);
            room -= lines.len();
            if !lines.is_empty() || phase.presence != Presence::Both {
                let (names, presence) = (vec![&*phase.name], phase.presence);
                changes.phases.push(PhaseChanges { names, presence, lines });
            }
        }
        changes
    }

    /// Every line, with its phase.
    pub(crate) fn lines(
        &self,
    ) -> impl Iterator<Item = (&PhaseChanges<'a>, &ChangeLine)> {
        let phases = self.phases.iter();
        phases
            .flat_map(|phase| phase.lines.iter().map(move |line| (phase, line)))
    }

    /// Whether `lines` are those of the phase before, which then stands for
    /// `phase` too.
    fn is_as_before(
        &mut self,
        phase: &'a PhaseDiff,
        lines: &[ChangeLine],
    ) -> bool {
        let before = self.phases.last_mut().filter(|before| {
            before.presence == phase.presence
                && !lines.is_empty()
                && before.lines == lines
        });
        before.map(|before| before.names.push(&phase.name)).is_some()
    }

    /// How many figures of memory came to each verdict, the worst first.
    pub(crate) fn tally(&self) -> String {
        let count = |verdict: Verdict| {
            let lines = self.lines().filter(|(_, line)| !line.is_time);
            lines.filter(|(_, line)| line.verdict == verdict).count()
        };
        let told: Vec<_> = BY_WEIGHT
            .into_iter()
            .map(|verdict| (count(verdict), verdict.title()))
            .filter(|&(count, _)| count > 0)
            .map(|(count, title)| format!("{} {title}", Count(count as u64)))
            .collect();
        told.join(", ")
    }

    /// The line that says the most: worse before better before unknown, then
    /// the one of most bytes. With the title of its phase.
    pub(crate) fn into_weightiest(self) -> Option<(String, ChangeLine)> {
        let weight = |line: &ChangeLine| {
            let rank = BY_WEIGHT.iter().position(|&v| v == line.verdict);
            let bytes = line.bytes.map(i64::unsigned_abs);
            (!line.is_time, Reverse(rank), bytes)
        };
        let lines = self.phases.into_iter().flat_map(|phase| {
            let title = phase.title();
            phase.lines.into_iter().map(move |line| (title.clone(), line))
        });
        // Of equals the first.
        lines.reduce(|first, next| {
            if weight(&next.1) > weight(&first.1) { next } else { first }
        })
    }
}

impl PhaseChanges<'_> {
    /// The phase's name, or the names of all it stands for, as the files have
    /// them.
    pub(crate) fn title(&self) -> String {
        self.names.join(", ")
    }
}

impl ChangeLine {
    /// The text of `column`, with the container's name as the file has it.
    pub(crate) fn cell(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    fn of(change: &Change) -> ChangeLine {
        let kind = change.metric.kind();
        let old = change.old.map(|estimate| estimate.value);
        let new = change.new.map(|estimate| estimate.value);
        let difference = change.difference;
        ChangeLine {
            verdict: change.verdict,
            bytes: difference.filter(|_| kind == Kind::Bytes),
            is_time: kind == Kind::Time,
            cells: [
                change.metric.title().to_owned(),
                figure::known(kind, old),
                figure::known(kind, new),
                figure::difference(kind, difference),
                figure::share(difference, old),
                figure::noise(kind, change),
                change.verdict.title().to_owned(),
            ],
        }
    }

    fn of_container(change: &ContainerChange) -> ChangeLine {
        let kind = match change.figure {
            "elements" | "capacity" => Kind::Count,
            _ => Kind::Bytes,
        };
        let (old, new) = (change.old, change.new);
        let difference = old.zip(new).and_then(|(old, new)| {
            i64::try_from(i128::from(new) - i128::from(old)).ok()
        });
        ChangeLine {
            verdict: change.verdict,
            bytes: difference.filter(|_| kind == Kind::Bytes),
            is_time: false,
            cells: [
                format!("{} of {}", change.figure, change.container),
                figure::known(kind, old),
                figure::known(kind, new),
                figure::difference(kind, difference),
                figure::share(difference, old),
                UNKNOWN.to_owned(),
                change.verdict.title().to_owned(),
            ],
        }
    }
}

fn lines(phase: &PhaseDiff) -> Vec<ChangeLine> {
    if phase.presence != Presence::Both {
        return Vec::new();
    }
    let figures = phase.changes.iter().filter(|c| counts(c.verdict));
    let containers = phase.containers.iter().filter(|c| counts(c.verdict));
    let figures = figures.map(ChangeLine::of);
    figures.chain(containers.map(ChangeLine::of_container)).collect()
}

fn counts(verdict: Verdict) -> bool {
    verdict > Verdict::WithinNoise
}

fn within_noise(phase: &PhaseDiff) -> usize {
    let figures = phase.changes.iter().map(|change| change.verdict);
    let containers = phase.containers.iter().map(|change| change.verdict);
    let all = figures.chain(containers);
    all.filter(|&verdict| verdict == Verdict::WithinNoise).count()
}
