//! By the thread-local model *initial exec*, in a library that takes the
//! place of `malloc`: there the standard library's way asks the C library
//! where a thread's own memory is, which may ask `malloc` for it.
#![expect(unsafe_code, reason = "a thread-local that no stable Rust declares")]

use super::Fast;
use crate::thread::UNTOUCHED;
use std::arch::{asm, global_asm};

// What `Fast` is of a thread that has not allocated yet: the block, and all
// else 0. It is global because it is read wherever the fast path is inlined.
global_asm!(
    ".pushsection .tdata.residue_fast, \"awT\", %progbits",
    ".p2align 4",
    ".globl residue_fast",
    ".hidden residue_fast",
    ".type residue_fast, %object",
    ".size residue_fast, {size}",
    "residue_fast:",
    ".8byte {untouched}",
    ".zero {rest}",
    ".popsection",
    size = const size_of::<Fast>(),
    rest = const size_of::<Fast>() - size_of::<usize>(),
    untouched = sym UNTOUCHED,
);

const _: () = assert!(std::mem::offset_of!(Fast, block) == 0);

/// Has `look` look at this thread's.
#[inline(always)]
pub(in crate::thread) fn with<T>(look: impl FnOnce(&Fast) -> T) -> T {
    // SAFETY: `here` is where this thread has its `residue_fast`, which is a
    // `Fast`: the assembly above wrote one, all later writes are by its
    // cells, and it is there as long as the thread is.
    look(unsafe { &*here() })
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn here() -> *const Fast {
    let at: *const Fast;
    // SAFETY: this reads the offset of `residue_fast`, which the loader wrote,
    // and the thread pointer, which points to itself; both never change.
    unsafe {
        asm!(
            "mov {at}, qword ptr [rip + residue_fast@GOTTPOFF]",
            "add {at}, qword ptr fs:[0]",
            at = out(reg) at,
            options(pure, nomem, nostack),
        );
    }
    at
}

#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn here() -> *const Fast {
    let at: *const Fast;
    // SAFETY: this reads the offset of `residue_fast`, which the loader wrote,
    // and the thread pointer; both never change.
    unsafe {
        asm!(
            "adrp {at}, :gottprel:residue_fast",
            "ldr {at}, [{at}, :gottprel_lo12:residue_fast]",
            "mrs {thread}, tpidr_el0",
            "add {at}, {at}, {thread}",
            at = out(reg) at,
            thread = out(reg) _,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    at
}
