//! The doctor's answer for people: plain text, a paragraph a process.

use std::io::{self, Write};

use super::{Diagnosis, Patient};
use crate::findings::{Certainty, Evidence, Finding};
use crate::wording;
use residue_present::Bytes;
use residue_present::{counted, printable, wrapped};

/// Columns of the text where none are given.
const WIDTH: usize = 80;

/// Writes what the doctor says of `patients`, in lines of at most `width`
/// columns.
pub fn render(
    patients: &[Patient<'_>],
    width: Option<u16>,
    out: &mut impl Write,
) -> io::Result<()> {
    let width = width.map_or(WIDTH, usize::from);
    if patients.is_empty() {
        return writeln!(out, "No probe to judge.");
    }
    for (index, patient) in patients.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        paragraph(&title(patient), "", width, out)?;
        diagnosis(&patient.diagnosis, width, out)?;
    }
    Ok(())
}

fn title(patient: &Patient<'_>) -> String {
    let Patient { probe, phase, diagnosis, .. } = patient;
    let elements = counted(probe.elements, "element");
    let name = format!("{} on {}, {elements}", probe.scenario, probe.backend);
    let verdict = diagnosis.verdict().name();
    match phase {
        Some(phase) => format!(
            "{name}, at {phase}: {verdict}, {} resident",
            Bytes(diagnosis.resident)
        ),
        None => format!("{name}: {verdict}"),
    }
}

fn diagnosis(
    of: &Diagnosis,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    if of.findings.is_empty() {
        for (field, why) in of.absent.iter() {
            paragraph(&format!("no {field}: {why}"), "  ", width, out)?;
        }
    }
    for finding in &of.findings {
        let share = (of.share(finding) * 100.0).round();
        let name = finding.verdict.name();
        let size = Bytes(finding.bytes).to_string();
        writeln!(out, "  {name:<24}{size:>11} {share:>4} %")?;
        let evidence = finding.evidence.iter().map(wording::evidence);
        let evidence = evidence.collect::<Vec<_>>().join("; ");
        paragraph(&evidence, "    ", width, out)?;
        if let Some(advice) = advice(finding) {
            paragraph(&advice, "    ", width, out)?;
        }
    }
    Ok(())
}

/// What to do about `finding`, if anything.
fn advice(finding: &Finding) -> Option<String> {
    let remedy = wording::remedy(finding)?;
    let was_tried = finding
        .evidence
        .iter()
        .any(|of| matches!(of, Evidence::GaveBack { .. }));
    let back = match (was_tried, finding.certainty) {
        (true, _) => "gave back",
        (_, Certainty::Exact) => "gives back",
        (_, Certainty::Bound) => "gives back at most",
        (_, Certainty::Estimate) => "gives back about",
    };
    let back = finding
        .gives_back
        .map_or(String::new(), |bytes| format!(" ({back} {})", Bytes(bytes)));
    Some(format!("-> {remedy}{back}"))
}

fn paragraph(
    text: &str,
    indent: &str,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let room = width.saturating_sub(indent.len());
    for line in wrapped(&printable(text), room) {
        writeln!(out, "{indent}{line}")?;
    }
    Ok(())
}
