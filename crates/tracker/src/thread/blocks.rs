//! The free list of thread blocks.

use crate::mapped::Control;
use residue_segment::{BLOCKS_MAX, Header, ThreadBlock};
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

const INDEX: u64 = u32::MAX as u64;

/// A free block, or a new one, or `None` when all are in use.
pub(super) fn take(control: Control) -> Option<&'static ThreadBlock> {
    let header = control.header();
    let mut top = header.free_blocks.load(Acquire);
    while let Some(index) = (top & INDEX).checked_sub(1) {
        let block = control.blocks().get(index as usize)?;
        let next = block.next.load(Relaxed);
        match swap(header, top, next) {
            Ok(_) => return Some(block),
            Err(now) => top = now,
        }
    }
    let mut used = header.blocks_used.load(Relaxed);
    while (used as usize) < BLOCKS_MAX {
        let more = used + 1;
        match header.blocks_used.compare_exchange(used, more, AcqRel, Relaxed) {
            Ok(_) => return control.blocks().get(used as usize),
            Err(now) => used = now,
        }
    }
    None
}

/// Puts a block back for a later thread.
pub(super) fn give(control: Control, block: &'static ThreadBlock) {
    let header = control.header();
    let index = index_of(control, block) + 1;
    let mut top = header.free_blocks.load(Acquire);
    loop {
        block.next.store(top as u32, Relaxed);
        match swap(header, top, index) {
            Ok(_) => return,
            Err(now) => top = now,
        }
    }
}

/// Puts `next` on top of the free list. The high half counts, so that a block
/// that was taken and given back meanwhile is noticed.
fn swap(header: &Header, top: u64, next: u32) -> Result<u64, u64> {
    let count = (top >> 32).wrapping_add(1) << 32;
    let new = count | u64::from(next);
    header.free_blocks.compare_exchange(top, new, AcqRel, Acquire)
}

fn index_of(control: Control, block: &ThreadBlock) -> u32 {
    let first = control.blocks().as_ptr().addr();
    let offset = std::ptr::from_ref(block).addr() - first;
    (offset / size_of::<ThreadBlock>()) as u32
}
