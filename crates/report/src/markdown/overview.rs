//! Who holds what after the peak: a table, and in words.

use std::collections::BTreeMap;

use super::document::{Document, FOR_LIST, Fold, limited};
use super::escape::{strong, text};
use super::grid::{header, row};
use crate::reading::reading;
use crate::section::{Entry, Section};
use crate::table::{HOLDERS, Overview, OverviewLine, holder_title};

/// Readings up to here are shown without being asked for.
const FEW: usize = 4;

pub(super) fn write(sections: &[Section<'_>], document: &mut Document) {
    let overview = Overview::of(sections);
    let unit = overview.unit.name();
    document.push(&format!(
        "### Who holds what after the peak\n\nIn {unit}; the largest holder \
         besides the payload is bold.\n\n"
    ));
    let mut before = "";
    let rows = overview.lines.iter().map(|line| {
        let is_first = before != line.scenario;
        before = &line.scenario;
        row(cells(line, is_first))
    });
    document.list(&headings(), rows, "probe");
    remarks(&overview, document);
    readings(sections, document);
}

fn headings() -> String {
    let labels = ["scenario", "backend", "phase"].map(|name| (name, false));
    let held = HOLDERS.map(|group| (holder_title(group), true));
    let columns = labels.into_iter().chain([("resident", true)]).chain(held);
    header(columns.chain([("given back", false)]))
}

fn cells(line: &OverviewLine<'_>, is_first: bool) -> Vec<String> {
    let scenario = if is_first { text(&line.scenario) } else { String::new() };
    let labels = [scenario, text(line.backend), text(line.phase)];
    let held = line.held.iter().enumerate().map(|(index, held)| {
        match line.most == Some(index) {
            true => format!("**{held}**"),
            false => held.clone(),
        }
    });
    let back = line.given_back.iter();
    let back = back.map(|(step, bytes)| format!("{} {bytes}", text(step)));
    let back = back.collect::<Vec<_>>().join(", ");
    let resident = line.resident.clone();
    labels.into_iter().chain([resident]).chain(held).chain([back]).collect()
}

/// Why something is missing, those of one reason together.
fn remarks(overview: &Overview<'_>, document: &mut Document) {
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in &overview.lines {
        for remark in &line.remarks {
            let probe = format!("{} on {}", line.scenario, line.backend);
            lines.entry(remark).or_default().push(probe);
        }
    }
    let items = lines.into_iter().map(|(remark, probes)| {
        format!("- {} ({})\n", text(remark), text(&probes.join(", ")))
    });
    let items: Vec<_> = items.collect();
    document.list("\n", items.into_iter(), "remark");
}

fn readings(sections: &[Section<'_>], document: &mut Document) {
    let entries: Vec<_> = sections
        .iter()
        .flat_map(|section| {
            section.entries.iter().map(move |entry| (section, entry))
        })
        .filter(|(_, entry)| entry.shown().completed())
        .collect();
    let items = entries.iter().map(|(section, entry)| item(section, entry));
    if entries.len() <= FEW {
        return document.list("\n", items, "reading");
    }
    let title = "The same in words";
    let body = limited(items, FOR_LIST, "reading");
    let (name, title) = (title.to_owned(), title.to_owned());
    document.folds([Fold { name, title, body }].into_iter(), "list");
}

fn item(section: &Section<'_>, entry: &Entry<'_>) -> String {
    let probe = entry.shown();
    format!(
        "- {} on {}: {}\n",
        strong(section.scenario),
        text(&probe.backend),
        text(&reading(probe))
    )
}
