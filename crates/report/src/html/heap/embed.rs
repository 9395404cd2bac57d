//! A map in a form that a page can carry.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;

use super::candidate::{Candidate, is_pinned};
use crate::pages::{HeapPages, PageHolder, PageSlot, PageSpan};
use residue_ledger::Row;
use residue_present::printable;

/// The pages of one phase, packed.
#[derive(Serialize)]
pub(in crate::html) struct Embedded {
    scenario: String,
    backend: String,
    label: String,
    phase: String,
    /// Whether it is the phase that is read first.
    read: bool,
    page_size: u64,
    pages: usize,
    /// How many of them little keeps resident.
    pinned: usize,
    slots: Vec<SlotData>,
    /// For each span how many pages are not resident before it, and how many
    /// it has; the first page's number first of all.
    first: u64,
    spans: Vec<u64>,
    /// A byte for each page, as raw deflate in base64.
    cells: String,
    /// The probe and the phase, as indices into the run.
    #[serde(skip)]
    pub(super) order: (usize, usize),
}

#[derive(Serialize)]
struct SlotData {
    title: String,
    /// The ledger row whose colour its pages have.
    row: &'static str,
    live: u64,
    payload: u64,
}

impl Embedded {
    pub(super) fn of(candidate: &Candidate<'_>) -> Embedded {
        let (map, member) = (candidate.pages, candidate.member);
        Embedded {
            scenario: candidate.group.title.clone(),
            backend: member.backend.clone(),
            label: member.label.clone(),
            phase: candidate.phase_name(),
            read: candidate.is_read,
            page_size: map.page_size,
            pages: map.pages.len(),
            pinned: map.pages.iter().filter(|c| is_pinned(**c)).count(),
            slots: map.slots.iter().map(SlotData::of).collect(),
            first: map.spans.first().map_or(0, |span| span.first),
            spans: deltas(&map.spans),
            cells: packed(map),
            order: (member.index, candidate.phase),
        }
    }

    /// About how many characters it takes.
    pub(super) fn size(&self) -> usize {
        let digits = |number: &u64| {
            number.checked_ilog10().map_or(2, |log| log as usize + 2)
        };
        let spans = self.spans.iter().map(digits).sum::<usize>();
        self.cells.len() + spans + 256
    }
}

impl SlotData {
    fn of(slot: &PageSlot) -> SlotData {
        let (title, row) = match &slot.holder {
            PageHolder::Nobody => ("nobody: cached".to_owned(), Row::Cached),
            PageHolder::Allocator => {
                ("the allocator's own objects".to_owned(), Row::Metadata)
            }
            PageHolder::Other => {
                ("other live objects".to_owned(), Row::OtherLive)
            }
            PageHolder::Container(name) => (printable(name), Row::Slack),
            PageHolder::Containers => {
                ("other containers".to_owned(), Row::Slack)
            }
        };
        let (live, payload) = (slot.live, slot.payload);
        SlotData { title, row: row.name(), live, payload }
    }
}

/// The spans, each by its distance from the one before and its length.
fn deltas(spans: &[PageSpan]) -> Vec<u64> {
    let mut end = spans.first().map_or(0, |span| span.first);
    spans
        .iter()
        .flat_map(|span| {
            let gap = span.first.saturating_sub(end);
            end = span.first.saturating_add(span.count);
            [gap, span.count]
        })
        .collect()
}

fn packed(map: &HeapPages) -> String {
    let bytes: Vec<u8> = map.pages.iter().map(|cell| cell.bits()).collect();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(&bytes).and_then(|()| encoder.finish());
    STANDARD.encode(packed.expect("a vector takes all that is written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_by_the_gaps_between_them() {
        let span = |first, count| PageSpan { first, count };
        let spans = [span(100, 5), span(105, 1), span(200, 7)];
        assert_eq!(deltas(&spans), [0, 5, 0, 1, 94, 7]);
        assert!(deltas(&[]).is_empty());
    }
}
