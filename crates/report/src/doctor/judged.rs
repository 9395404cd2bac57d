//! Bounds held against what was said of a subject.

use residue_present::Bytes;

use super::{Diagnosis, Examination, FailOn, Patient};
use crate::findings::Verdict;

/// What was said of one subject, which bounds are held against.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    title: String,
    diagnosis: &'a Diagnosis,
    /// Why nothing was said, if nothing was.
    unmeasured: Option<String>,
    /// Whether what is resident is a profiler's heap, which says nothing of
    /// the program, whatever holds it.
    is_profilers: bool,
}

impl<'a> Judged<'a> {
    /// A probe of a run.
    pub fn of_probe(patient: &'a Patient<'_>) -> Judged<'a> {
        let Patient { probe, phase, diagnosis, .. } = patient;
        let unmeasured = phase.is_none().then(|| {
            let why = diagnosis.absent.get("resident");
            why.map_or("no phase was measured", |why| why).to_owned()
        });
        Judged {
            title: format!("{} on {}", probe.scenario, probe.variant()),
            diagnosis,
            unmeasured,
            is_profilers: probe.resident_is_profiler,
        }
    }

    /// A running process.
    pub fn of_process(of: &'a Examination) -> Judged<'a> {
        Judged {
            title: format!("process {}", of.pid),
            diagnosis: &of.diagnosis,
            unmeasured: None,
            is_profilers: false,
        }
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What was said of it.
    pub fn diagnosis(&self) -> &'a Diagnosis {
        self.diagnosis
    }

    /// Why it is not borne out that the bounds are kept: nothing was
    /// measured, or more than a bound is held by nobody knows whom.
    pub fn untold(&self, bounds: &[FailOn]) -> Option<String> {
        if self.unmeasured.is_some() {
            return self.unmeasured.clone();
        }
        if self.is_profilers {
            return None;
        }
        let blamed = self.diagnosis.findings.iter().filter(|of| {
            // Less than is worth a verdict hides nobody.
            of.verdict == Verdict::CannotTell && of.blamed > 0
        });
        let unknown = blamed.map(|of| of.bytes).sum::<u64>();
        let hides = |bound: &&FailOn| {
            bound.verdict != Verdict::CannotTell && unknown > bound.most
        };
        let bound = bounds.iter().find(hides)?;
        let (unknown, name) = (Bytes(unknown), bound.verdict.name());
        Some(format!("it is not known whether {unknown} are {name}"))
    }

    /// How each of `bounds` that is broken is, with the title.
    pub fn broken_of(&self, bounds: &[FailOn]) -> impl Iterator<Item = String> {
        let broken = bounds.iter().filter_map(|bound| self.broken(bound));
        broken.map(|how| format!("{}: {how}", self.title))
    }

    /// How `bound` is broken; none if it is kept.
    pub fn broken(&self, bound: &FailOn) -> Option<String> {
        let held = Bytes(bound.broken(self.diagnosis)?);
        let (name, most) = (bound.verdict.name(), Bytes(bound.most));
        Some(format!("{name} is {held}, and may be {most} (--fail-on)"))
    }
}
