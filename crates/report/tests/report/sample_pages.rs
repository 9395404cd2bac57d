//! Page maps made by hand.

use residue_report::Run;
use residue_report::pages::{
    HeapPages, PageHolder, PageMaps, PageSlot, PageSpan, PageUse,
};

const PAGE: u64 = 4096;

fn slots() -> Vec<PageSlot> {
    let slot = |holder, live, payload| PageSlot { holder, live, payload };
    let name = "map".to_owned();
    vec![
        slot(PageHolder::Nobody, 0, 0),
        slot(PageHolder::Other, 144_000, 0),
        slot(PageHolder::Container(name), 8000 * PAGE, 6000 * PAGE),
    ]
}

pub(crate) fn map(cells: Vec<PageUse>) -> HeapPages {
    let half = cells.len() as u64 / 2;
    let rest = cells.len() as u64 - half;
    let spans = vec![
        PageSpan { first: 0x7f00_0000, count: half },
        PageSpan { first: 0x7f10_0000, count: rest },
    ];
    HeapPages { page_size: PAGE, slots: slots(), spans, pages: cells }
}

/// 8,000 full pages of the container, then 1,000 pages that one survivor each
/// pins, then 500 that nobody holds.
pub(crate) fn drained() -> HeapPages {
    let full = std::iter::repeat_n(PageUse::new(2, PAGE, PAGE), 8000);
    let pinned = std::iter::repeat_n(PageUse::new(1, 144, PAGE), 1000);
    let empty = std::iter::repeat_n(PageUse::new(0, 0, PAGE), 500);
    map(full.chain(pinned).chain(empty).collect())
}

/// The same map for every phase of every probe that is no profiler's.
pub(crate) fn maps(run: &Run) -> PageMaps {
    of_all(run, |_| drained())
}

/// A map for every phase of every probe that is no profiler's.
pub(crate) fn of_all(run: &Run, make: impl Fn(usize) -> HeapPages) -> PageMaps {
    let mut maps = PageMaps::default();
    for (index, probe) in run.probes.iter().enumerate() {
        for phase in &probe.phases {
            if !probe.resident_is_profiler {
                maps.insert(index, phase.name.clone(), make(index));
            }
        }
    }
    maps
}
