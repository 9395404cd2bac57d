//! What settings do: of each scenario that ran with several settings of a
//! backend, how much each leaves resident after the peak, when what was freed
//! has left, what it costs, and which one to take.

mod advice;
mod half_life;

pub(crate) use advice::advice;
pub(crate) use half_life::{HalfLife, Stretch, course};

use crate::reading::Course;
use crate::run::{Phase, Probe};
use crate::section::{Entry, Section};
use residue_present::Unit;

/// One scenario under the settings that it ran with.
pub(crate) struct Matrix<'a> {
    pub(crate) unit: Unit,
    /// In the order in which they first ran.
    pub(crate) lines: Vec<MatrixLine<'a>>,
}

/// One scenario under one backend with one choice of settings.
pub(crate) struct MatrixLine<'a> {
    pub(crate) probe: &'a Probe,
    /// Resident right after the peak.
    pub(crate) after_peak: u64,
    /// Resident after the program has idled, or else right after the peak.
    pub(crate) left: u64,
    /// The part of it that the kernel may take back at any time.
    pub(crate) lazy_free: Option<u64>,
    /// The program's own time without that in which it only waits: the least
    /// of all repetitions, because noise only adds.
    pub(crate) time_ns: Option<u64>,
    /// When half of what was freed had left, by [`Stretch::ALL`].
    pub(crate) half_lives: [HalfLife; Stretch::ALL.len()],
}

impl<'a> Matrix<'a> {
    /// The settings of `section`, if some backend ran with more than one
    /// choice of them.
    pub(crate) fn of(section: &Section<'a>) -> Option<Matrix<'a>> {
        let lines = || section.entries.iter().filter_map(MatrixLine::of);
        let lines: Vec<_> = lines().collect();
        let is_chosen = |line: &MatrixLine<'_>| {
            lines.iter().any(|other| other.is_other_choice(line))
        };
        let is_matrix = lines.iter().any(is_chosen);
        is_matrix.then(|| Matrix { unit: section.unit(), lines })
    }

    /// The backends, in the order in which they first ran.
    pub(crate) fn backends(&self) -> Vec<&'a str> {
        let mut backends: Vec<&str> = Vec::new();
        for line in &self.lines {
            if !backends.contains(&&*line.probe.backend) {
                backends.push(&line.probe.backend);
            }
        }
        backends
    }

    /// Whether some line has more to say of `stretch` than that nothing was
    /// freed before it.
    pub(crate) fn has(&self, stretch: Stretch) -> bool {
        let of = |line: &MatrixLine<'_>| line.half_life(stretch);
        self.lines.iter().any(|line| of(line) != HalfLife::NothingFreed)
    }
}

impl<'a> MatrixLine<'a> {
    /// Of a probe that completed, and shows the program's own memory.
    fn of(entry: &Entry<'a>) -> Option<MatrixLine<'a>> {
        let probe = entry.shown();
        if !probe.completed() || probe.resident_is_profiler {
            return None;
        }
        let at = Course::of(&probe.phases)?.at();
        let idled = probe.phases.iter().find(|p| p.name == "settled");
        let left = idled.unwrap_or(at);
        let completed = entry.probes.iter().filter(|probe| probe.completed());
        Some(MatrixLine {
            probe,
            after_peak: at.net_resident(),
            left: left.net_resident(),
            lazy_free: left.lazy_free,
            time_ns: completed.filter_map(|probe| busy_ns(probe)).min(),
            half_lives: Stretch::ALL.map(|of| HalfLife::of(probe, of)),
        })
    }

    /// The settings that were asked for, in words.
    pub(crate) fn settings(&self) -> String {
        let asked = self.probe.asked.iter();
        let asked: Vec<_> =
            asked.map(|(key, value)| format!("{key}={value}")).collect();
        match asked.is_empty() {
            true => "as it comes".to_owned(),
            false => asked.join(" "),
        }
    }

    pub(crate) fn half_life(&self, stretch: Stretch) -> HalfLife {
        self.half_lives[stretch as usize]
    }

    fn is_other_choice(&self, other: &MatrixLine<'_>) -> bool {
        let (one, other) = (self.probe, other.probe);
        one.backend == other.backend && one.asked != other.asked
    }
}

/// The time in which `probe` did not merely wait for time to pass.
fn busy_ns(probe: &Probe) -> Option<u64> {
    let waits = |phase: &&Phase| {
        Stretch::ALL.iter().any(|stretch| stretch.end() == phase.name)
    };
    let busy = probe.phases.iter().skip(1).filter(|phase| !waits(phase));
    let mut times = busy.map(|phase| phase.elapsed_ns);
    times.try_fold(0, |sum: u64, time| Some(sum.saturating_add(time?)))
}
