//! What memory is mimalloc's: arenas, pages mapped for themselves, and the map
//! of pages.

use super::arena::{self, Arena};
use super::map::Map;
use super::origin::{self, Origin};
use super::page::Page;
use crate::{Mapping, Memory, Refusal, Span, Target};
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of memory that is mimalloc's.
#[derive(Debug)]
pub(super) enum Region {
    /// An arena and the pages in it, in order.
    Arena(Arena, Vec<Page>),
    /// A page with memory of its own.
    Mapped(Page, Span),
    /// A part of the map of pages.
    Map(Span),
}

impl Region {
    pub(super) fn span(&self) -> &Span {
        match self {
            Region::Arena(arena, _) => &arena.span,
            Region::Mapped(_, span) | Region::Map(span) => span,
        }
    }
}

/// All of them, in order and apart.
pub(super) fn of(
    memory: &dyn Memory,
    target: &Target<'_>,
    map: Map,
    pages: &[Page],
) -> Result<Vec<Region>, Refusal> {
    let mut regions = memory_of(memory, pages)?;
    let tables = tables(memory, map, pages)?;
    regions.extend(tables.into_iter().map(Region::Map));
    regions.sort_by_key(|region| region.span().start);
    let apart = |two: &[Region]| two[0].span().end <= two[1].span().start;
    if !regions.windows(2).all(apart) {
        return Err(Refusal::inconsistent("parts of its memory overlap"));
    }
    for region in &regions {
        let last = region.span().end - 1;
        if !target.mapping_at(last).is_some_and(Mapping::is_anonymous) {
            return Err(Refusal::inconsistent(format!(
                "its memory at {:#x} ends where nothing is mapped",
                region.span().start
            )));
        }
    }
    Ok(regions)
}

/// The memory that `pages` are of, and arenas that have none.
fn memory_of(
    memory: &dyn Memory,
    pages: &[Page],
) -> Result<Vec<Region>, Refusal> {
    let mut arenas = BTreeMap::<u64, Vec<Page>>::new();
    let mut regions = Vec::new();
    let offset = origin::offset(memory, pages).ok_or_else(|| {
        Refusal::inconsistent("its pages do not say what they are of")
    })?;
    for page in pages {
        match origin::read(memory, page, offset)? {
            Origin::Arena(arena) => {
                arenas.entry(arena).or_default().push(*page);
            }
            Origin::Mapped(span) => regions.push(Region::Mapped(*page, span)),
        }
    }
    if let Some(&known) = arenas.keys().next() {
        for arena in arena::all(memory, known)? {
            arenas.entry(arena).or_default();
        }
    }
    for (address, pages) in arenas {
        regions.push(Region::Arena(Arena::read(memory, address)?, pages));
    }
    Ok(regions)
}

/// What of the map of pages tells of `pages`: the rest was never written.
fn tables(
    memory: &dyn Memory,
    map: Map,
    pages: &[Page],
) -> Result<Vec<Span>, Refusal> {
    const SYSTEM_PAGE: u64 = 4096;
    let mut words = BTreeSet::new();
    let mut parts = BTreeSet::new();
    for page in pages {
        let (word, part) = map.written(memory, page.start)?;
        words.insert(word / SYSTEM_PAGE * SYSTEM_PAGE);
        parts.insert((part.start, part.end));
    }
    let words = words.into_iter().map(|start| start..start + SYSTEM_PAGE);
    let parts = parts.into_iter().map(|(start, end)| start..end);
    Ok(words.chain(parts).collect())
}
