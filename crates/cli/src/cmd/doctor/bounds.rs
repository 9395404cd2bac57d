//! What the bounds of `--fail-on` come to: the exit code, and on standard
//! error why.

use crate::exit::{self, Done};
use residue_report::Bytes;
use residue_report::doctor::{FailOn, Patient};
use residue_report::findings::Verdict;

/// The exit code. What cannot be judged outweighs a bound that is broken: the
/// answer is not the whole one.
pub(super) fn answer(patients: &[Patient<'_>], bounds: &[FailOn]) -> Done {
    if bounds.is_empty() {
        return Done::Fine;
    }
    let untold: Vec<_> = patients
        .iter()
        .filter_map(|patient| Some((patient, untold(patient, bounds)?)))
        .collect();
    for (patient, why) in &untold {
        crate::say!("{} cannot be judged: {why}", title(patient));
    }
    let broken: Vec<_> = patients
        .iter()
        .flat_map(|patient| bounds.iter().map(move |bound| (patient, bound)))
        .filter_map(|(patient, bound)| broken(patient, bound))
        .collect();
    exit::tell_broken(broken.iter().map(String::as_str));
    match (untold.is_empty(), broken.is_empty()) {
        (false, _) => Done::InPart,
        (true, false) => Done::No,
        (true, true) => Done::Fine,
    }
}

fn broken(patient: &Patient<'_>, bound: &FailOn) -> Option<String> {
    let held = Bytes(bound.broken(&patient.diagnosis)?);
    let (name, most) = (bound.verdict.name(), Bytes(bound.most));
    let title = title(patient);
    Some(format!("{title}: {name} is {held}, and may be {most} (--fail-on)"))
}

/// Why a probe does not bear out that a bound is kept: it was not measured,
/// or more than the bound is held by nobody knows whom.
fn untold(patient: &Patient<'_>, bounds: &[FailOn]) -> Option<String> {
    let diagnosis = &patient.diagnosis;
    if patient.phase.is_none() {
        let why = diagnosis.absent.get("resident");
        return Some(why.map_or("no phase was measured", |why| why).to_owned());
    }
    // A profiler's heap says nothing of the program, whatever holds it.
    if patient.probe.resident_is_profiler {
        return None;
    }
    let blamed = diagnosis.findings.iter().filter(|of| {
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

fn title(patient: &Patient<'_>) -> String {
    format!("{} on {}", patient.probe.scenario, patient.probe.backend)
}
