//! The heap map: which maps a page carries, and what is said of them.

mod candidate;
mod embed;
mod summary;

use askama::Template;

use self::candidate::{Candidate, candidates};
pub(super) use self::embed::Embedded;
use self::summary::Summary;
use super::catalogue::Catalogue;
use crate::pages::PageMaps;
use residue_present::counted;

/// Characters that all maps of a page may take together.
const BUDGET: usize = 1_000_000;

/// After so many maps that did not fit, no other is tried.
const MISSES: usize = 16;

/// What a page has of its run's maps.
pub(super) struct CarriedMaps {
    embedded: Vec<Embedded>,
    summaries: Vec<Summary>,
    left_out: Vec<String>,
}

impl CarriedMaps {
    /// The maps of `catalogue` that fit: first, of each probe, that of the
    /// phase after its peak; then all others in order.
    pub(super) fn of(
        catalogue: &Catalogue<'_>,
        maps: &PageMaps,
    ) -> CarriedMaps {
        let all = || {
            catalogue.detailed().iter().flat_map(|group| {
                let of = |member| candidates(group, member, maps);
                group.measured().flat_map(of)
            })
        };
        let mut heap = CarriedMaps {
            embedded: Vec::new(),
            summaries: all()
                .filter(|c| c.is_read)
                .map(|c| Summary::of(&c))
                .collect(),
            left_out: Vec::new(),
        };
        let mut room = BUDGET;
        for is_read in [true, false] {
            for candidate in all().filter(|c| c.is_read == is_read) {
                heap.take(&candidate, &mut room);
            }
        }
        heap.embedded.sort_by_key(|map| map.order);
        heap
    }

    pub(super) fn embedded(&self) -> &[Embedded] {
        &self.embedded
    }

    fn take(&mut self, candidate: &Candidate<'_>, room: &mut usize) {
        let tried = self.left_out.len() < MISSES;
        let map = tried.then(|| Embedded::of(candidate));
        match map.filter(|map| map.size() <= *room) {
            Some(map) => {
                *room -= map.size();
                self.embedded.push(map);
            }
            None => self.left_out.push(candidate.name()),
        }
    }
}

/// The section of the heap map.
#[derive(Template)]
#[template(path = "html/heap.html")]
pub(super) struct HeapView<'a> {
    summaries: &'a [Summary],
    has_maps: bool,
    left_out: Option<String>,
}

impl<'a> HeapView<'a> {
    pub(super) fn of(heap: &'a CarriedMaps) -> HeapView<'a> {
        HeapView {
            summaries: &heap.summaries,
            has_maps: !heap.embedded.is_empty(),
            left_out: left_out(&heap.left_out),
        }
    }
}

/// Which maps the page has no room for.
fn left_out(names: &[String]) -> Option<String> {
    const NAMED: usize = 4;
    let more = names.len().checked_sub(1)?;
    let named = names[..names.len().min(NAMED)].join(", ");
    let rest = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        rest => format!(", and {} more", counted(rest as u64, "map")),
    };
    let are = if more == 0 { "is" } else { "are" };
    Some(format!(
        "{named}{rest} {are} left out to keep this page small; pages.bin has them all."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_left_out_and_counts_the_rest() {
        let names: Vec<_> = (0..6).map(|n| format!("m{n}")).collect();
        assert_eq!(left_out(&[]), None);
        let text = left_out(&names).unwrap();
        assert!(text.contains("m0, m1, m2, m3, and 2 maps more"), "{text}");
    }
}
