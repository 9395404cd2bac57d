//! Allocations in a container's scope, large ones and those of the odd lane: more than the fast path
//! does, and far from all that the slow one must be ready for. Nothing here
//! calls a function but as its last act, so that no register is kept.

use super::slow::{self, Records};
use super::start::Activation;
use crate::{mapped, peak, thread};
use residue_segment::OwnerId;
use std::sync::atomic::Ordering::Relaxed;

/// Counts the object of `size` bytes at `ptr`, which it returns, and puts it
/// on the map.
#[cold]
#[inline(never)]
pub(crate) fn allocated(
    ptr: *mut u8,
    size: usize,
    activation: Activation,
) -> *mut u8 {
    // Where the map is open, the block is the thread's own.
    if thread::is_map_open()
        && let Some(cells) = mapped::cells(ptr.addr() as u64)
    {
        let block = thread::block();
        if peak::try_charge(block, size as u64) {
            thread::add(&block.allocations, 1);
            let owner = OwnerId::from_bits(block.owner.load(Relaxed) as u16);
            cells.insert(size as u64, owner);
            return ptr;
        }
    }
    slow::allocated(ptr, size, activation, Records::CountersAndMap)
}
