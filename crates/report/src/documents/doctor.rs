//! Who is to blame, of each probe of a run or of a live process.

mod brief;
mod held;
mod moved;
mod process;

use residue_ledger::Ledger;
use residue_present::{Block, Bytes, Document, Tone, counted, share};

pub(crate) use self::brief::briefly;
pub(crate) use self::moved::moved;
pub(crate) use self::process::processes;
use crate::doctor::{Diagnosis, Patient};
use crate::findings::Finding;
use crate::wording;

/// What is said of one subject.
pub(crate) struct Statement {
    /// Where its bytes stand.
    pub(crate) ledger: Ledger,
    /// Who it is, and what it comes to.
    pub(crate) heading: Block<'static>,
    /// All the rest.
    pub(crate) blocks: Vec<Block<'static>>,
}

/// What the doctor says of each of `patients`.
pub(crate) fn probes(patients: &[Patient<'_>]) -> Vec<Statement> {
    let of = |patient: &Patient<'_>| Statement {
        ledger: patient.diagnosis.ledger,
        heading: Block::part(heading(patient)),
        blocks: said(&patient.diagnosis),
    };
    patients.iter().map(of).collect()
}

/// The document of what is said of all subjects.
pub(crate) fn document(all: Vec<Statement>) -> Document<'static> {
    if all.is_empty() {
        return Document::of([Block::text("There is no probe to judge.")]);
    }
    let blocks = all
        .into_iter()
        .flat_map(|of| [of.heading].into_iter().chain(of.blocks));
    Document::of(blocks)
}

fn heading(patient: &Patient<'_>) -> String {
    let Patient { probe, phase, diagnosis, .. } = patient;
    let elements = counted(probe.elements, "element");
    let name = format!("{} on {}, {elements}", probe.scenario, probe.variant());
    let verdict = diagnosis.verdict().name();
    match phase {
        Some(phase) => {
            let resident = Bytes(diagnosis.resident);
            format!("{name}, at {phase}: {verdict}, {resident} resident")
        }
        None => format!("{name}: {verdict}"),
    }
}

fn said(of: &Diagnosis) -> Vec<Block<'static>> {
    if of.findings.is_empty() {
        let why = |(field, why)| Block::text(format!("no {field}: {why}"));
        return of.absent.iter().map(why).collect();
    }
    let all = of.findings.iter().map(|finding| finding.bytes);
    let all = all.fold(0, u64::saturating_add);
    let blocks = of.findings.iter().flat_map(|of| finding(of, all));
    blocks.collect()
}

/// Who holds how much of `all`, how it is known, and what to do about it.
fn finding(of: &Finding, all: u64) -> Vec<Block<'static>> {
    let evidence = of.evidence.iter().map(wording::evidence);
    let evidence = evidence.collect::<Vec<_>>().join("; ");
    let name = of.verdict.name();
    let size = Bytes(of.bytes);
    let mut blocks = vec![
        Block::text(format!("{name}: {size}, {}", share(of.bytes, all))),
        Block::inset(Tone::Faint, evidence),
    ];
    blocks.extend(
        wording::advice(of).map(|text| Block::inset(Tone::Plain, text)),
    );
    blocks
}
