//! A group: up to 32 slots of one size.

use crate::{Memory, Refusal, Span};

/// Bytes of a record.
pub(super) const RECORD: u64 = 40;
/// What sizes and offsets are multiples of.
pub(super) const UNIT: u64 = 16;
/// Bytes in front of every object that say which slot it is in; those of a
/// slot are the last of the slot before it.
pub(super) const IN_BAND: u64 = 4;

/// Classes of sizes; a group with another is of one object with a mapping of
/// its own.
pub(super) const CLASSES: usize = 48;
const SINGLE: usize = 63;

/// Sizes of slots, in units.
const SIZES: [u64; CLASSES] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36, 42, 50, 63, 72,
    84, 102, 127, 146, 170, 204, 255, 292, 340, 409, 511, 584, 682, 818, 1023,
    1169, 1364, 1637, 2047, 2340, 2730, 3276, 4095, 4680, 5460, 6552, 8191,
];

/// A group, as its record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SlotGroup {
    /// Where its header is, and behind that its first slot.
    pub(super) start: u64,
    pub(super) class: usize,
    /// Bytes of its mapping; 0 where it has none of its own.
    pub(super) mapped: u64,
    /// Which slots are free, a bit each.
    free: u32,
    last: u64,
    is_freeable: bool,
}

impl SlotGroup {
    /// The group at `record`; `None` where there is none.
    pub(super) fn read(
        memory: &dyn Memory,
        record: u64,
    ) -> Result<Option<SlotGroup>, Refusal> {
        let bytes: [u8; RECORD as usize] = memory.array(record)?;
        let (words, _) = bytes.as_chunks::<8>();
        let word = |at: usize| u64::from_le_bytes(words[at]);
        let (start, masks, figures) = (word(2), word(3), word(4));
        if start == 0 {
            return Ok(None);
        }
        let (available, freed) = (masks as u32, (masks >> 32) as u32);
        let group = SlotGroup {
            start,
            class: (figures >> 6 & 63) as usize,
            mapped: (figures >> 12).saturating_mul(4096),
            free: available | freed,
            last: figures & 31,
            is_freeable: figures >> 5 & 1 != 0,
        };
        let slots = group.slots().checked_mul(group.stride());
        let bytes = slots.and_then(|bytes| bytes.checked_add(UNIT));
        let end = bytes.and_then(|bytes| start.checked_add(bytes));
        let fits = start.is_multiple_of(UNIT)
            && (group.class < CLASSES || group.is_single())
            && available & freed == 0
            && u64::from(32 - group.free.leading_zeros()) <= group.slots()
            && end.is_some_and(|end| end <= group.end())
            && memory.word(start)? == record;
        match fits {
            true => Ok(Some(group)),
            false => Err(Refusal::inconsistent(format!(
                "the record of a group at {record:#x} is of none"
            ))),
        }
    }

    /// Its slots, a count.
    pub(super) fn slots(&self) -> u64 {
        self.last + 1
    }

    /// Whether it is one object with a mapping.
    fn is_single(&self) -> bool {
        self.class == SINGLE && self.last == 0 && self.mapped > UNIT
    }

    /// Whether musl counts its slots by their class.
    pub(super) fn is_counted(&self) -> bool {
        self.class < CLASSES && self.is_freeable
    }

    /// Whether it lies in what was left over between the parts of a library.
    pub(super) fn is_donated(&self) -> bool {
        self.mapped == 0 && !self.is_freeable
    }

    /// Bytes from one slot to the next.
    pub(super) fn stride(&self) -> u64 {
        let size = SIZES.get(self.class).map_or(0, |size| size * UNIT);
        match self.last == 0 && self.mapped > 0 {
            true => self.mapped - UNIT,
            false => size,
        }
    }

    /// The whole of it: with what is behind its last slot, where it has a
    /// mapping.
    pub(super) fn span(&self) -> Span {
        self.start..self.end()
    }

    fn end(&self) -> u64 {
        let bytes = match self.mapped {
            0 => UNIT.saturating_add(self.slots() * self.stride()),
            mapped => mapped,
        };
        self.start.saturating_add(bytes)
    }

    /// Where slot `index` begins.
    pub(super) fn slot(&self, index: u64) -> u64 {
        self.start + UNIT + index * self.stride()
    }

    pub(super) fn is_free(&self, index: u64) -> bool {
        self.free >> index & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_about_an_eighth_to_a_quarter_apart() {
        for pair in SIZES[9..].windows(2) {
            assert!(pair[0] < pair[1] && pair[1] * 100 <= pair[0] * 126);
        }
    }
}
