//! The doctor's answer for people: plain text, a paragraph a process.

use std::io::{self, Write};

use super::{Diagnosis, Examination, LiveObjects, Patient};
use crate::findings::{Certainty, Evidence, Finding};
use crate::wording;
use residue_ledger::Cgroup;
use residue_present::{
    Bytes, Count, Nanoseconds, SignedBytes, counted, printable, wrapped,
};

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

/// Writes what the doctor says of live processes.
pub fn render_examined(
    examined: &[Examination],
    width: Option<u16>,
    out: &mut impl Write,
) -> io::Result<()> {
    let width = width.map_or(WIDTH, usize::from);
    for (index, process) in examined.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        examination(process, width, out)?;
    }
    Ok(())
}

fn examination(
    process: &Examination,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let Examination { pid, command, diagnosis: of, .. } = process;
    let (verdict, resident) = (of.verdict().name(), Bytes(of.resident));
    let title = format!("{pid} {command}: {verdict}, {resident} resident");
    paragraph(&title, "", width, out)?;
    paragraph(&allocator(process), "", width, out)?;
    writeln!(out)?;
    ledger(of, out)?;
    writeln!(out)?;
    diagnosis(of, width, out)?;
    if let Some(live) = &process.live {
        objects(live, out)?;
    }
    let group = process.cgroup.iter().map(cgroup);
    let absent =
        of.absent.iter().map(|(name, why)| format!("no {name}: {why}"));
    let notes = process.notes.iter().cloned();
    for note in group.chain(notes).chain(absent) {
        paragraph(&note, "  ", width, out)?;
    }
    Ok(())
}

fn allocator(process: &Examination) -> String {
    let Examination { allocator, diagnosis: of, .. } = process;
    let known = match allocator.name.as_str() {
        "" => "no allocator was found that can be read".to_owned(),
        name => format!(
            "{name} {}, found by {}",
            allocator.version, allocator.found_by
        ),
    };
    match of.stopped_ns {
        0 => format!(
            "{known}; it was not stopped: figures are of different moments"
        ),
        stopped => {
            format!("{known}; it stood still for {}", Nanoseconds(stopped))
        }
    }
}

/// The known rows, as everywhere; what is not known is said below.
fn ledger(of: &Diagnosis, out: &mut impl Write) -> io::Result<()> {
    let mut line =
        |title: &str, bytes: String| writeln!(out, "  {title:<16}{bytes:>11}");
    for (row, bytes) in of.ledger.known() {
        line(row.title(), Bytes(bytes).to_string())?;
    }
    if let Some(residual) = of.ledger.residual {
        line("residual", SignedBytes(residual).to_string())?;
    }
    line("resident", Bytes(of.resident).to_string())
}

/// How many sizes, and how many large objects, are shown.
const SIZES: usize = 8;

fn objects(live: &LiveObjects, out: &mut impl Write) -> io::Result<()> {
    let (objects, bytes) = (counted(live.objects, "object"), Bytes(live.bytes));
    writeln!(out, "\n  {objects} live, {bytes} usable; by size:")?;
    for class in live.by_size.iter().take(SIZES) {
        let (size, bytes) = (Bytes(class.size), Bytes(class.bytes));
        let (size, bytes) = (size.to_string(), bytes.to_string());
        let count = Count(class.objects).to_string();
        writeln!(out, "  {size:>11} {count:>13} {bytes:>11}")?;
    }
    writeln!(out)
}

/// From what the control group is charged to what the process holds.
fn cgroup(group: &Cgroup) -> String {
    let part = |name: &str, bytes: Option<u64>| {
        bytes.map(|bytes| format!("{} {name}", Bytes(bytes)))
    };
    let parts = [
        part("anonymous", group.anonymous),
        part("page cache", group.file),
        part("shared", group.shared),
        part("kernel", group.kernel),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    let limit = group
        .limit
        .map_or(String::new(), |limit| format!(" of at most {}", Bytes(limit)));
    let processes = match group.processes {
        1 => "1 process".to_owned(),
        count => format!("{} processes", Count(count)),
    };
    let name = &group.path;
    format!(
        "control group {name}, {processes}: charged for {}{limit} ({})",
        Bytes(group.current),
        parts.join(", ")
    )
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
