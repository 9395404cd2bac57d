//! What memory a page is made of: part of an arena, or a mapping of its own.

use super::map::SLICE;
use super::page::Page;
use crate::{Memory, Refusal, Span};

/// Where the note of a page's origin may stand in its record: behind
/// pointers, of which there are more in later versions and hardened builds.
const OFFSETS: std::ops::RangeInclusive<u64> = 64..=144;

/// `mi_memkind_t`, of which the numbers differ by version: what is between
/// them is from the kernel.
const STATIC_MAX: u32 = 3;

/// The memory of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Of the arena at this address.
    Arena(u64),
    /// Mapped for this page alone.
    Mapped(Span),
}

/// The offset at which every one of `pages` notes an origin.
pub(super) fn offset(memory: &dyn Memory, pages: &[Page]) -> Option<u64> {
    let all = |offset: &u64| {
        pages.iter().all(|page| read(memory, page, *offset).is_ok())
    };
    OFFSETS.step_by(8).find(all)
}

/// The origin that `page` notes at `offset`.
pub(super) fn read(
    memory: &dyn Memory,
    page: &Page,
    offset: u64,
) -> Result<Origin, Refusal> {
    let note = page.record.saturating_add(offset);
    let first = memory.word(note)?;
    let second = memory.word(note.saturating_add(8))?;
    let kind = memory.half(note.saturating_add(16))?;
    let blocks = page.blocks();
    let (index, count) = (second & u64::from(u32::MAX), second >> 32);
    let slice = first.wrapping_add(index * SLICE);
    let room = slice.wrapping_add(count * SLICE);
    let holds =
        |start: u64, end: u64| start <= blocks.start && blocks.end <= end;
    let aligned = first != 0 && first.is_multiple_of(4096);
    let mapped = first.wrapping_add(second);
    if kind > STATIC_MAX
        && aligned
        && index > 0
        && count > 0
        && holds(slice, room)
    {
        Ok(Origin::Arena(first))
    } else if kind > STATIC_MAX && aligned && holds(first, mapped) {
        Ok(Origin::Mapped(first..mapped))
    } else {
        Err(Refusal::inconsistent(format!(
            "the page at {:#x} does not say what memory it is of",
            page.start
        )))
    }
}
