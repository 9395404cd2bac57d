//! Memory of which pages are kept that were read lately.

use crate::{Memory, Unreadable};
use std::cell::RefCell;
use std::fmt::{self, Debug, Formatter};

/// Bytes that are read and kept together: no page of memory is smaller.
const BLOCK: usize = 4096;

/// Blocks that are kept, 8 MiB of them at most.
const SLOTS: usize = 2048;

/// Memory of another process, for those who follow its lists: what they read
/// next lies mostly beside what was read lately, and a call of the kernel
/// takes as long as copying a page. Large reads go past it.
pub struct Nearby<'a> {
    memory: &'a dyn Memory,
    slots: RefCell<Vec<Slot>>,
}

/// A block that is kept in the place that its number has.
#[derive(Default)]
struct Slot {
    start: u64,
    /// Whether `bytes` are what is there.
    is_read: bool,
    bytes: Vec<u8>,
}

impl<'a> Nearby<'a> {
    /// `memory`, which must not change as long as this is there.
    pub fn new(memory: &'a dyn Memory) -> Nearby<'a> {
        let slots = (0..SLOTS).map(|_| Slot::default()).collect();
        Nearby { memory, slots: RefCell::new(slots) }
    }

    /// Fills `into` from one block.
    fn read_part(
        &self,
        start: u64,
        offset: usize,
        into: &mut [u8],
    ) -> Result<(), Unreadable> {
        let mut slots = self.slots.borrow_mut();
        let number = (start / BLOCK as u64) as usize % SLOTS;
        let slot = &mut slots[number];
        if !slot.is_read || slot.start != start {
            slot.bytes.resize(BLOCK, 0);
            (slot.start, slot.is_read) = (start, false);
            self.memory.read(start, &mut slot.bytes)?;
            slot.is_read = true;
        }
        into.copy_from_slice(&slot.bytes[offset..offset + into.len()]);
        Ok(())
    }
}

impl Memory for Nearby<'_> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        if into.len() >= BLOCK {
            return self.memory.read(address, into);
        }
        let offset = (address % BLOCK as u64) as usize;
        let (first, second) = into.split_at_mut(into.len().min(BLOCK - offset));
        let start = address - offset as u64;
        let unreadable = |_| Unreadable { address };
        self.read_part(start, offset, first).map_err(unreadable)?;
        if second.is_empty() {
            return Ok(());
        }
        let next = start.checked_add(BLOCK as u64);
        let next = next.ok_or(Unreadable { address })?;
        self.read_part(next, 0, second).map_err(unreadable)
    }
}

impl Debug for Nearby<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nearby").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Image;
    use std::cell::Cell;

    struct Counted {
        image: Image,
        reads: Cell<usize>,
    }

    impl Memory for Counted {
        fn read(&self, at: u64, into: &mut [u8]) -> Result<(), Unreadable> {
            self.reads.set(self.reads.get() + 1);
            self.image.read(at, into)
        }
    }

    #[test]
    fn what_lies_beside_is_read_once_and_right() {
        let bytes: Vec<u8> = (0..3 * BLOCK).map(|n| (n / 7) as u8).collect();
        let mut image = Image::default();
        image.add(0x10000, bytes);
        let counted = Counted { image, reads: Cell::new(0) };
        let nearby = Nearby::new(&counted);
        let (memory, image): (&dyn Memory, &dyn Memory) =
            (&nearby, &counted.image);
        for at in (0x10000..0x13000 - 8).step_by(3) {
            assert_eq!(memory.word(at), image.word(at));
        }
        assert_eq!(counted.reads.get(), 3);
        for at in [0xffff, 0x12ff9, 0x13000, u64::MAX] {
            assert_eq!(memory.word(at), Err(Unreadable { address: at }));
        }
    }

    #[test]
    fn blocks_with_the_same_place_are_told_apart() {
        let apart = (SLOTS * BLOCK) as u64;
        let mut image = Image::default();
        image.add(0x10000, vec![1; BLOCK]);
        image.add(0x10000 + apart, vec![2; BLOCK]);
        let nearby = Nearby::new(&image);
        let memory: &dyn Memory = &nearby;
        for _ in 0..2 {
            assert_eq!(memory.array(0x10008), Ok([1; 2]));
            assert_eq!(memory.array(0x10008 + apart), Ok([2; 2]));
        }
    }
}
