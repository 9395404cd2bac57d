//! One scenario: a heading, and a table with its reading for each backend.

use std::io::{self, Write};

use super::{grid, style::Page};
use crate::reading::reading;
use crate::run::Probe;
use crate::section::{Entry, Section};
use crate::table::Table;
use crate::text::{counted, elided};
use crate::units::Unit;

/// Columns that the name of a scenario may take.
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
    page.heading(&entry.title())?;
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
    for failure in entry.failures() {
        page.text("  ", &failure)?;
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
