//! mimalloc's lists of free blocks, which are linked through the blocks.

use super::page::Page;
use crate::{Memory, Refusal};

/// How a block is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockUse {
    Live,
    /// Freed by another thread, not yet taken back.
    Delayed,
    Free,
}

/// How each block of `page` that was ever handed out is used.
///
/// # Errors
///
/// Where the lists do not have as many blocks as the page counts.
pub(super) fn uses(
    page: &Page,
    memory: &dyn Memory,
    encoded: bool,
) -> Result<Vec<BlockUse>, Refusal> {
    let mut uses = vec![BlockUse::Live; page.capacity as usize];
    let keys = encoded.then_some(page.keys);
    let mut mark =
        |first, use_| follow(memory, page, first, keys, &mut uses, use_);
    let free =
        mark(page.free, BlockUse::Free)? + mark(page.local, BlockUse::Free)?;
    let delayed = mark(page.delayed, BlockUse::Delayed)?;
    if free + page.used != page.capacity || delayed > page.used {
        return Err(Refusal::inconsistent(format!(
            "the page at {:#x} has {free} blocks free by its lists, and {} of \
             {} in use by its count",
            page.start, page.used, page.capacity
        )));
    }
    Ok(uses)
}

/// Marks every block of the list that begins with `first`, and counts them.
///
/// # Errors
///
/// Where the list leaves the page, comes to the middle of a block, or to a
/// block for the second time.
fn follow(
    memory: &dyn Memory,
    page: &Page,
    first: u64,
    keys: Option<[u64; 2]>,
    uses: &mut [BlockUse],
    use_: BlockUse,
) -> Result<u64, Refusal> {
    let mut count = 0;
    let mut at = first;
    while at != 0 {
        let offset = at.wrapping_sub(page.start);
        let index = usize::try_from(offset / page.block).unwrap_or(usize::MAX);
        match uses.get_mut(index) {
            Some(used)
                if *used == BlockUse::Live
                    && offset.is_multiple_of(page.block) =>
            {
                *used = use_;
            }
            _ => {
                return Err(Refusal::inconsistent(format!(
                    "a list of free blocks of the page at {:#x} leads to \
                     {at:#x}",
                    page.start
                )));
            }
        }
        count += 1;
        let next = memory.word(at)?;
        at = keys.map_or(next, |keys| decoded(next, keys, page.record));
    }
    Ok(count)
}

/// The pointer that a hardened build has hidden in `word`; one to the
/// `record` of the list's owner is the end.
pub(super) fn decoded(word: u64, keys: [u64; 2], record: u64) -> u64 {
    let [rotation, mask] = keys;
    let turned = word.wrapping_sub(rotation);
    let pointer = turned.rotate_right((rotation % 64) as u32) ^ mask;
    if pointer == record { 0 } else { pointer }
}
