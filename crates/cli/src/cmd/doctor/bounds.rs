//! What the bounds of `--fail-on` come to: the exit code, and on standard
//! error why.

use crate::exit::{self, Done};
use residue_present::Bytes;
use residue_report::doctor::{Diagnosis, Examination, FailOn, Patient};
use residue_report::findings::Verdict;

/// What was said of one subject, which bounds are held against.
pub(super) struct Judged<'a> {
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
    pub(super) fn of_probe(patient: &'a Patient<'_>) -> Judged<'a> {
        let Patient { probe, phase, diagnosis, .. } = patient;
        let unmeasured = phase.is_none().then(|| {
            let why = diagnosis.absent.get("resident");
            why.map_or("no phase was measured", |why| why).to_owned()
        });
        Judged {
            title: format!("{} on {}", probe.scenario, probe.backend),
            diagnosis,
            unmeasured,
            is_profilers: probe.resident_is_profiler,
        }
    }

    /// A running process.
    pub(super) fn of_process(of: &'a Examination) -> Judged<'a> {
        Judged {
            title: format!("process {}", of.pid),
            diagnosis: &of.diagnosis,
            unmeasured: None,
            is_profilers: false,
        }
    }

    /// Why it is not borne out that the bounds are kept: nothing was
    /// measured, or more than a bound is held by nobody knows whom.
    fn untold(&self, bounds: &[FailOn]) -> Option<String> {
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

    fn broken(&self, bound: &FailOn) -> Option<String> {
        let held = Bytes(bound.broken(self.diagnosis)?);
        let (name, most) = (bound.verdict.name(), Bytes(bound.most));
        let title = &self.title;
        Some(format!(
            "{title}: {name} is {held}, and may be {most} (--fail-on)"
        ))
    }
}

/// How many bytes somebody is to blame for.
pub(super) fn blamed(diagnosis: &Diagnosis) -> u64 {
    let culprits =
        diagnosis.findings.iter().filter(|of| of.verdict.is_culprit());
    culprits.map(|of| of.blamed).fold(0, u64::saturating_add)
}

/// The exit code. What cannot be judged outweighs a bound that is broken: the
/// answer is not the whole one.
pub(super) fn answer(all: &[Judged<'_>], bounds: &[FailOn]) -> Done {
    if bounds.is_empty() {
        return Done::Fine;
    }
    let untold: Vec<_> = all
        .iter()
        .filter_map(|judged| Some((judged, judged.untold(bounds)?)))
        .collect();
    for (judged, why) in &untold {
        crate::say!("{} cannot be judged: {why}", judged.title);
    }
    let broken: Vec<_> = all
        .iter()
        .flat_map(|judged| bounds.iter().map(move |bound| (judged, bound)))
        .filter_map(|(judged, bound)| judged.broken(bound))
        .collect();
    exit::tell_broken(broken.iter().map(String::as_str));
    match (untold.is_empty(), broken.is_empty()) {
        (false, _) => Done::InPart,
        (true, false) => Done::No,
        (true, true) => Done::Fine,
    }
}
