//! What jemalloc's arenas count for themselves.

use super::find::Globals;
use super::tree::{Extent, State};
use crate::{Check, Memory, Refusal};
use std::collections::BTreeMap;

/// More arenas than any build can have.
const ARENAS_MAX: u32 = 4095;
/// Bytes at the beginning of an arena in which its counts stand.
const SEARCHED: u64 = 24 << 10;

/// Pages of an arena, by state.
#[derive(Clone, Copy, Debug, Default)]
struct Pages {
    active: u64,
    dirty: u64,
    muzzy: u64,
}

/// A figure of each arena: what it is called, and how it is walked.
type CountedPages = (&'static str, fn(&Pages) -> u64);
const FIGURES: [CountedPages; 3] = [
    ("active pages", |pages| pages.active),
    ("dirty pages", |pages| pages.dirty),
    ("muzzy pages", |pages| pages.muzzy),
];

/// Compares the pages of each arena with the arena's own counts.
///
/// Where in an arena a count stands is another place in each version and
/// build. It is the place at which every arena counts what was walked of it;
/// where there is no such place, the walk has gone wrong, or the arenas are
/// at work.
pub(super) fn check(
    memory: &dyn Memory,
    globals: &Globals,
    page: u64,
    extents: &[Extent],
) -> Result<Vec<Check>, Refusal> {
    let pages = count(page, extents);
    let arenas = arenas(memory, globals, &pages)?;
    let mut checks = Vec::new();
    for (what, figure) in FIGURES {
        let walked: Vec<(u64, u64)> = arenas
            .iter()
            .map(|(address, pages)| (*address, figure(pages)))
            .collect();
        let total: u64 = walked.iter().map(|(_, pages)| pages).sum();
        if total == 0 {
            continue;
        }
        if !agree(memory, &walked) {
            return Err(Refusal::inconsistent(format!(
                "the arenas of jemalloc do not count the {total} {what} \
                 that were walked"
            )));
        }
        checks.push(Check {
            what: format!("{what} of {} arenas", arenas.len()),
            walked: total * page,
            told: total * page,
        });
    }
    Ok(checks)
}

fn count(page: u64, extents: &[Extent]) -> BTreeMap<u32, Pages> {
    let mut arenas = BTreeMap::<u32, Pages>::new();
    for extent in extents {
        let pages = arenas.entry(extent.arena).or_default();
        let figure = match extent.state {
            State::Active => &mut pages.active,
            State::Dirty => &mut pages.dirty,
            State::Muzzy => &mut pages.muzzy,
            State::Retained => continue,
        };
        *figure += extent.size / page;
    }
    arenas
}

/// The address of each arena that has extents.
fn arenas(
    memory: &dyn Memory,
    globals: &Globals,
    pages: &BTreeMap<u32, Pages>,
) -> Result<Vec<(u64, Pages)>, Refusal> {
    let array = match globals.arenas {
        Some(array) => array,
        None => search(memory, globals, pages)?,
    };
    pages
        .iter()
        .map(|(&number, &pages)| {
            if number >= ARENAS_MAX {
                return Err(missing(number));
            }
            match memory.word(array + u64::from(number) * 8)? {
                0 => Err(missing(number)),
                address => Ok((address, pages)),
            }
        })
        .collect()
}

fn missing(number: u32) -> Refusal {
    Refusal::inconsistent(format!(
        "an extent is of arena {number}, which does not exist"
    ))
}

/// The array of arenas among the module's variables: where each number that
/// an extent has leads to something that counts as many pages.
fn search(
    memory: &dyn Memory,
    globals: &Globals,
    pages: &BTreeMap<u32, Pages>,
) -> Result<u64, Refusal> {
    let root =
        globals.tree.root..globals.tree.root + globals.tree.shape.root_bytes();
    for span in &globals.variables {
        let words = (span.start..span.end.saturating_sub(8)).step_by(8);
        for array in words.filter(|at| !root.contains(at)) {
            let addresses = pages.iter().map(|(&number, pages)| {
                let at = array + u64::from(number) * 8;
                let address = memory.word(at).ok()?;
                let aligned = address != 0 && address % 64 == 0;
                aligned.then_some((address, pages.active))
            });
            if let Some(walked) = addresses.collect::<Option<Vec<_>>>()
                && agree(memory, &walked)
            {
                return Ok(array);
            }
        }
    }
    Err(Refusal::inconsistent("the arenas of jemalloc are not to be found"))
}

/// Whether there is one place in all arenas at which each holds its number.
fn agree(memory: &dyn Memory, walked: &[(u64, u64)]) -> bool {
    (0..SEARCHED).step_by(8).any(|offset| {
        walked.iter().all(|&(arena, pages)| {
            memory.word(arena.saturating_add(offset)) == Ok(pages)
        })
    })
}
