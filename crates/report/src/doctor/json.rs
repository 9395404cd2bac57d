//! The doctor's answer for programs.

use std::io::{self, Write};

use residue_ledger::Ledger;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Diagnosis, Identity, Patient};
use crate::findings::Finding;
use crate::run::{Named, Phase, Probe};
use crate::wording;

/// The schema of the doctor's answer. Its number rises only when a field
/// changes its meaning or goes away; fields are added without.
pub const SCHEMA: &str = "residue.doctor/1";

/// Writes what the doctor says of `patients` as indented JSON that ends in a
/// line feed.
pub fn write_json(
    patients: &[Patient<'_>],
    out: &mut impl Write,
) -> io::Result<()> {
    let answer = Answer { schema: SCHEMA, probes: patients };
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    out.write_all(b"\n")
}

#[derive(serde::Serialize)]
struct Answer<'a> {
    schema: &'static str,
    probes: &'a [Patient<'a>],
}

impl Serialize for Patient<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct PatientFields<'a> {
            scenario: &'a str,
            backend: &'a str,
            elements: u64,
            repetition: u64,
            phase: Option<&'a str>,
            command: &'a str,
            allocator: &'a Identity,
            live: Live,
            #[serde(flatten)]
            diagnosis: &'a Diagnosis,
        }
        let Patient { probe, phase, allocator, diagnosis } = self;
        PatientFields {
            scenario: &probe.scenario,
            backend: &probe.backend,
            elements: probe.elements,
            repetition: probe.repetition,
            phase: *phase,
            command: &probe.command,
            allocator,
            live: Live::of(probe, *phase),
            diagnosis,
        }
        .serialize(to)
    }
}

/// How many objects live, and their requested bytes, where they are counted.
#[derive(Default, serde::Serialize)]
struct Live {
    objects: Option<u64>,
    bytes: Option<u64>,
}

impl Live {
    fn of(probe: &Probe, phase: Option<&str>) -> Live {
        let mut phases = probe.phases.iter();
        let at = phases.find(|at| Some(at.name.as_str()) == phase);
        let count = |at: &Phase| at.allocations?.checked_sub(at.frees?);
        at.map_or_else(Live::default, |at| Live {
            objects: count(at),
            bytes: at.live,
        })
    }
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_struct("Identity", 3)?;
        map.serialize_field("name", &self.name)?;
        map.serialize_field("version", &self.version)?;
        map.serialize_field("found_by", &self.found_by)?;
        map.end()
    }
}

/// Without the process's identity, which is the caller's to say: a struct to
/// be flattened into it.
impl Serialize for Diagnosis {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct DiagnosisFields<'a> {
            resident: u64,
            observer: u64,
            ledger: &'a Ledger,
            stopped_ns: u64,
            verdict: &'static str,
            findings: Vec<FindingEntry<'a>>,
            absent: &'a Named<String>,
        }
        let found =
            |finding| FindingEntry { finding, share: self.share(finding) };
        DiagnosisFields {
            resident: self.resident,
            observer: self.observer,
            ledger: &self.ledger,
            stopped_ns: self.stopped_ns,
            verdict: self.verdict().name(),
            findings: self.findings.iter().map(found).collect(),
            absent: &self.absent,
        }
        .serialize(to)
    }
}

/// A finding, and its share of all.
struct FindingEntry<'a> {
    finding: &'a Finding,
    share: f64,
}

impl Serialize for FindingEntry<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let FindingEntry { finding, share } = self;
        let evidence = finding.evidence.iter().map(wording::evidence);
        let evidence: Vec<_> = evidence.collect();
        let mut map = to.serialize_struct("Finding", 7)?;
        map.serialize_field("verdict", finding.verdict.name())?;
        map.serialize_field("bytes", &finding.bytes)?;
        map.serialize_field("share", share)?;
        map.serialize_field("evidence", &evidence)?;
        map.serialize_field("remedy", &wording::remedy(finding))?;
        map.serialize_field("gives_back", &finding.gives_back)?;
        map.serialize_field("certainty", finding.certainty.name())?;
        map.end()
    }
}
