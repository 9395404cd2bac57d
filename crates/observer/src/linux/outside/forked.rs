//! Which memory of a process is shared with others since a fork.

use crate::Error;
use crate::linux::Span;
use crate::linux::pages::Pages;
use crate::linux::process::Process;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Bytes that are asked for together.
const BLOCK: u64 = 2 << 20;
/// Answers that are kept: each at its block's number, modulo their count.
const KEPT: usize = 1 << 10;

/// Since Linux 5.19 the kernel gives a process its own copy of each page that
/// it shares since a fork when `process_vm_readv` reads it: it would become
/// larger by being looked at. This says where not to.
#[derive(Debug)]
pub(super) struct Forked {
    pages: Pages,
    kept: Vec<AtomicU64>,
}

impl Forked {
    pub(super) fn open(process: &Process) -> Result<Forked, Error> {
        let page = rustix::param::page_size() as u64;
        let pages = Pages::open(process, page)?;
        let kept = (0..KEPT).map(|_| AtomicU64::new(0)).collect();
        Ok(Forked { pages, kept })
    }

    /// Whether so many bytes at `address`, or others in the same blocks, are
    /// shared. They are taken to be where that cannot be read.
    pub(super) fn is_shared(&self, address: u64, len: u64) -> bool {
        let last = address.saturating_add(len.saturating_sub(1)) / BLOCK;
        (address / BLOCK..=last).any(|block| self.is_block_shared(block))
    }

    fn is_block_shared(&self, block: u64) -> bool {
        let kept = self.kept.get(block as usize % KEPT);
        // Of block 0 nothing is mapped, so that no answer is 0.
        let before = kept.map_or(0, |kept| kept.load(Relaxed));
        if before >> 1 == block {
            return before & 1 == 1;
        }
        let start = block.saturating_mul(BLOCK);
        let span: Span = start..start.saturating_add(BLOCK);
        let is_shared = !self.pages.shared(&span).is_ok_and(|of| of == 0);
        if let Some(kept) = kept {
            kept.store(block << 1 | u64::from(is_shared), Relaxed);
        }
        is_shared
    }
}
