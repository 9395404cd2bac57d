//! One scenario: a heading, and a table with its reading for each backend.

use std::io::{self, Write};

use super::{grid, style::Page};
use crate::reading::reading;
use crate::run::{Outcome, Probe};
use crate::section::{Entry, Section};
use crate::table::Table;
use crate::text::{counted, elided};
use crate::units::Unit;

/// Columns that the name of a scenario or a backend may take.
const NAME_WIDTH: usize = 60;

pub(super) fn write<W: Write>(
    section: &Section<'_>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let elements = counted(section.elements, "element");
    let mut heading =
        format!("{}, {elements}", elided(section.scenario, NAME_WIDTH));
    if !section.remedy.is_empty() {
        heading.push_str(&format!(", remedy {}", section.remedy));
    }
    page.line("")?;
    page.heading(&heading)?;
    let unit = section.unit();
    for entry in &section.entries {
        write_entry(entry, unit, page)?;
    }
    Ok(())
}

fn write_entry<W: Write>(
    entry: &Entry<'_>,
    unit: Unit,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let probe = entry.shown();
    page.line("")?;
    page.heading(&title(entry))?;
    write_failures(entry, page)?;
    if !probe.phases.is_empty() {
        let table = Table::of(probe, unit);
        grid::write(&table, page)?;
        for note in &table.notes {
            page.note("  ", note)?;
        }
    }
    for warning in &probe.warnings {
        page.text("  ", &format!("Warning: {warning}"))?;
    }
    write_reading(probe, page)
}

fn write_failures<W: Write>(
    entry: &Entry<'_>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    for probe in &entry.probes {
        if let Outcome::Failed { reason } = &probe.outcome {
            let failed = match entry.probes.len() {
                1 => "Failed".to_owned(),
                _ => format!("Repetition {} failed", probe.repetition),
            };
            page.text("  ", &format!("{failed}: {reason}."))?;
        }
    }
    Ok(())
}

/// A probe that failed may have stopped short of what a reading speaks of.
fn write_reading<W: Write>(
    probe: &Probe,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    match probe.completed() {
        true => {
            page.line("")?;
            page.text("  ", &reading(probe))
        }
        false => Ok(()),
    }
}

fn title(entry: &Entry<'_>) -> String {
    let probe = entry.shown();
    let (name, version) = (&probe.backend, &probe.backend_version);
    // Some versions name the backend themselves.
    let mut title = match version.strip_prefix(name.as_str()) {
        Some(_) => elided(version, NAME_WIDTH),
        None if version.is_empty() => elided(name, NAME_WIDTH),
        None => format!("{} {version}", elided(name, NAME_WIDTH)),
    };
    let of = entry.probes.len();
    if of > 1 {
        title.push_str(&format!(
            ", least resident after the peak of {of} repetitions: number {}",
            probe.repetition
        ));
    }
    title
}
