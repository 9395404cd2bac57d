//! Where the runtime keeps its list of spans: in a variable that has a symbol,
//! or where what is there leads to spans.

use super::span::{SpanLayout, SpanRecord, SpanState};
use super::version::GoRelease;
use crate::{FoundBy, Mapping, Module, Nearby, Refusal, Span, Target};

/// What was found of the runtime.
#[derive(Clone, Copy, Debug)]
pub(super) struct Globals {
    /// Where the list of all spans stands: its address, length and room.
    pub(super) spans: u64,
    pub(super) layout: SpanLayout,
    pub(super) found_by: FoundBy,
}

impl Globals {
    /// Where it stands which collection spans must have been swept after.
    pub(super) fn generation(&self) -> u64 {
        self.spans - 8
    }

    /// Where the count of pages stands that are of spans in use.
    pub(super) fn pages_in_use(&self) -> u64 {
        self.spans + 24
    }
}

const HEAP: &str = "runtime.mheap_";
/// Every program of Go's has a section that ends so, stripped or not.
const MARK: &str = ".gopclntab";

/// Bytes of variables that are searched, and how many at a time.
const SEARCHED: u64 = 64 << 20;
const PIECE: u64 = 64 << 10;
/// Bytes of the four words that are looked for.
const WORDS: u64 = 32;

/// More spans than there are.
const SPANS_MAX: u64 = 1 << 32;
/// Spans of a list that are tried, of which one at least must be in use: 64
/// at a time are made that wait for it.
const TRIED: usize = 256;

/// Whether a section of this name shows that a file is of Go's.
pub(super) fn is_mark(section: &str) -> bool {
    section.ends_with(MARK)
}

pub(super) fn find(
    target: &Target<'_>,
    module: &Module<'_>,
    release: GoRelease,
) -> Result<Globals, Refusal> {
    let nearby = Nearby::new(target.memory);
    let target = Target { memory: &nearby, ..*target };
    let layout = SpanLayout::of(release);
    let symbols = module.symbols(&|name| name == HEAP);
    let heap = symbols.get(HEAP).filter(|symbol| symbol.size > 0);
    let found = match heap {
        Some(symbol) => {
            let end = symbol.address.saturating_add(symbol.size);
            search(&target, symbol.address..end, layout)
        }
        None => {
            let variables = module.mappings().filter(|map| map.writable);
            let mut spans = variables.map(|map| map.span.clone());
            spans.find_map(|span| search(&target, span, layout))
        }
    };
    let found_by = match heap {
        Some(_) => symbols.found_by(HEAP),
        None => FoundBy::Invariants,
    };
    let spans = found.ok_or_else(|| {
        Refusal::inconsistent(format!(
            "Go {release} is in {}, and no list of its spans is found",
            module.name()
        ))
    })?;
    Ok(Globals { spans, layout, found_by })
}

/// Where in `span` the list of all spans is.
fn search(target: &Target<'_>, span: Span, layout: SpanLayout) -> Option<u64> {
    let end = span.end.min(span.start.saturating_add(SEARCHED));
    let starts = (span.start.next_multiple_of(8)..end).step_by(PIECE as usize);
    starts.into_iter().find_map(|start| {
        let count = (end.min(start + PIECE + WORDS) - start) / 8;
        let words = target.memory.words(start, count as usize).ok()?;
        let mut lists = words.windows((WORDS / 8) as usize).enumerate();
        let found = lists.find(|(_, words)| is_list(target, words, layout))?;
        Some(start + found.0 as u64 * 8)
    })
}

/// Whether these words are a list of spans, and the count of their pages.
fn is_list(target: &Target<'_>, words: &[u64], layout: SpanLayout) -> bool {
    let [list, len, room, pages] = *words else { return false };
    let may_be = list != 0
        && list.is_multiple_of(8)
        && len > 0
        && len <= room
        && room < SPANS_MAX
        && pages > 0
        && pages < SPANS_MAX;
    if !may_be || !target.mapping_at(list).is_some_and(Mapping::is_heap_like) {
        return false;
    }
    let tried = TRIED.min(len as usize);
    let Ok(records) = target.memory.words(list, tried) else { return false };
    let read =
        |address: &u64| SpanRecord::read(target.memory, *address, layout).ok();
    let records: Option<Vec<SpanRecord>> = records.iter().map(read).collect();
    records.is_some_and(|records| {
        records.iter().all(SpanRecord::makes_sense)
            && records.iter().any(|record| record.state == SpanState::InUse)
    })
}
