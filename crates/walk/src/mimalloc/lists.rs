//! mimalloc's lists of free blocks, which are linked through the blocks.

use super::page::{Block, Page};
use crate::{Memory, Refusal};

/// Marks every block of the list that begins with `first`, and counts them.
///
/// # Errors
///
/// Where the list leaves the page, comes to the middle of a block, or to a
/// block for the second time.
pub(super) fn follow(
    memory: &dyn Memory,
    page: &Page,
    first: u64,
    keys: Option<[u64; 2]>,
    uses: &mut [Block],
    use_: Block,
) -> Result<u64, Refusal> {
    let mut count = 0;
    let mut at = first;
    while at != 0 {
        let offset = at.wrapping_sub(page.start);
        let index = usize::try_from(offset / page.block).unwrap_or(usize::MAX);
        match uses.get_mut(index) {
            Some(used)
                if *used == Block::Live
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

/// The pointer that a hardened build has hidden in `word`; one to the page's
/// own record is the end.
fn decoded(word: u64, keys: [u64; 2], record: u64) -> u64 {
    let [rotation, mask] = keys;
    let turned = word.wrapping_sub(rotation);
    let pointer = turned.rotate_right((rotation % 64) as u32) ^ mask;
    if pointer == record { 0 } else { pointer }
}
