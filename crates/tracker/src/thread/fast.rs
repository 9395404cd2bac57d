//! What the fast path of a thread looks at.

use crate::mapped::OpenMap;
use residue_segment::ThreadBlock;
use std::cell::Cell;

#[cfg(all(
    residue_initial_exec,
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
#[path = "fast/initial_exec.rs"]
mod storage;
#[cfg(not(all(
    residue_initial_exec,
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
#[path = "fast/standard.rs"]
mod storage;

pub(super) use storage::with;

/// What the fast path of a thread looks at. Each is read by itself: a read of
/// the whole would cost a check that it is valid.
#[repr(C)]
pub(super) struct Fast {
    /// The block to count in.
    pub(super) block: Cell<&'static ThreadBlock>,
    /// 1 where that block is the thread's own, else 0, and every operation
    /// takes the slow path.
    pub(super) held: Cell<u64>,
    /// The live map, where the block is the thread's own.
    pub(super) map: OpenMap,
}
