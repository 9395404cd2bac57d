//! What the doctor says of one process.

use residue_ledger::Ledger;

use crate::findings::{
    Allocator, Finding, Reading, Verdict, findings, verdict,
};
use crate::run::{Named, Outcome, Probe};

/// What the doctor says of one process at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// Resident bytes, without what Residue keeps there itself: what the
    /// findings add up to.
    pub resident: u64,
    /// What Residue keeps resident there beside it.
    pub observer: u64,
    /// Where the resident bytes stand.
    pub ledger: Ledger,
    /// For how long the process stood still to be looked at, in nanoseconds.
    pub stopped_ns: u64,
    /// Who holds what, who is to blame for most first.
    pub findings: Vec<Finding>,
    /// Why a figure cannot be known, by its name.
    pub absent: Named<String>,
}

/// The allocator of a process, and how it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The allocator's name.
    pub name: String,
    /// Its version, as it gives it itself; empty if it gives none.
    pub version: String,
    /// How it was found.
    pub found_by: String,
}

/// A probe of a run, and what the doctor says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patient<'a> {
    /// The probe.
    pub probe: &'a Probe,
    /// The phase that is judged; none if none was measured.
    pub phase: Option<&'a str>,
    /// The allocator that it ran with.
    pub allocator: Identity,
    /// What is found.
    pub diagnosis: Diagnosis,
}

impl Diagnosis {
    /// The diagnosis of `reading`.
    pub fn of(reading: &Reading<'_>) -> Diagnosis {
        let at = reading.at;
        Diagnosis {
            resident: at.net_resident(),
            observer: at.observer,
            ledger: at.ledger,
            stopped_ns: at.standing_ns,
            findings: findings(reading),
            absent: at.absent.clone(),
        }
    }

    /// How many bytes somebody is to blame for.
    pub fn blamed(&self) -> u64 {
        let culprits =
            self.findings.iter().filter(|of| of.verdict.is_culprit());
        culprits.map(|of| of.blamed).fold(0, u64::saturating_add)
    }

    /// Who is to blame for most.
    pub fn verdict(&self) -> Verdict {
        verdict(&self.findings)
    }

    /// The share of `finding` in all that was found, from 0 to 1; all shares
    /// add up to 1, if there is anything to share.
    pub fn share(&self, finding: &Finding) -> f64 {
        let all = self.findings.iter().map(|finding| finding.bytes as f64);
        finding.bytes as f64 / all.sum::<f64>().max(1.0)
    }

    /// Bytes of all findings with this verdict.
    pub fn held(&self, verdict: Verdict) -> u64 {
        let of = self.findings.iter().filter(|of| of.verdict == verdict);
        of.fold(0, |sum, finding| sum.saturating_add(finding.bytes))
    }
}

impl<'a> Patient<'a> {
    /// What the doctor says of `probe`.
    pub fn of(probe: &'a Probe) -> Patient<'a> {
        let reading = Reading::of_probe(probe);
        let diagnosis = match &reading {
            Some(reading) => Diagnosis::of(reading),
            None => unmeasured(probe),
        };
        Patient {
            probe,
            phase: reading.map(|reading| reading.at.name.as_str()),
            allocator: Identity::of_probe(probe),
            diagnosis,
        }
    }
}

impl Identity {
    fn of_probe(probe: &Probe) -> Identity {
        let names = [probe.backend.as_str(), probe.backend_version.as_str()];
        let name = match Allocator::of_names(&names) {
            Allocator::Other => probe.backend.clone(),
            known => known.name().to_owned(),
        };
        let version = probe.backend_version.strip_prefix(&name);
        let version = version.unwrap_or(&probe.backend_version).trim();
        Identity {
            name,
            version: version.to_owned(),
            found_by: "the run names its backend".to_owned(),
        }
    }
}

/// Of a probe without phases nothing can be told, and why is what matters.
fn unmeasured(probe: &Probe) -> Diagnosis {
    let why = match &probe.outcome {
        Outcome::Failed { reason } => format!("the probe failed: {reason}"),
        Outcome::Completed => "no phase was measured".to_owned(),
    };
    let absent = [("resident".to_owned(), why)].into_iter().collect();
    Diagnosis { absent, ..Diagnosis::default() }
}
