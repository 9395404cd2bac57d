//! Memory for those that ask before the next allocator is known: finding it
//! may allocate.
#![expect(unsafe_code, reason = "hands out static memory")]

use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

const SIZE: usize = 64 << 10;
/// What every object is aligned to, and what stands before it: its size.
const ALIGNMENT: usize = 16;

#[repr(C, align(4096))]
struct StaticMemory(UnsafeCell<[u8; SIZE]>);

// SAFETY: `allocate` gives each part of it to one caller only.
unsafe impl Sync for StaticMemory {}

static ARENA: StaticMemory = StaticMemory(UnsafeCell::new([0; SIZE]));
static USED: AtomicUsize = AtomicUsize::new(0);

/// `size` zeroed bytes at a multiple of `alignment`, a power of two; null
/// where they do not fit. They are never given back.
pub(crate) fn allocate(size: usize, alignment: usize) -> *mut c_void {
    let alignment = alignment.max(ALIGNMENT);
    let start = ARENA.0.get().cast::<u8>();
    let placed = USED.fetch_update(Relaxed, Relaxed, |used| {
        at(used, alignment)?.checked_add(size).filter(|&end| end <= SIZE)
    });
    let Some(object) = placed.ok().and_then(|used| at(used, alignment)) else {
        return ptr::null_mut();
    };
    let object = start.wrapping_add(object);
    // SAFETY: `at` left `ALIGNMENT` bytes in front of the object, which are
    // aligned as it is and belong to it.
    unsafe { object.wrapping_sub(ALIGNMENT).cast::<usize>().write(size) };
    object.cast()
}

/// Where an object goes if so much is used.
fn at(used: usize, alignment: usize) -> Option<usize> {
    used.checked_add(ALIGNMENT)?.checked_next_multiple_of(alignment)
}

/// Whether `object` was allocated here.
pub(crate) fn has(object: *const c_void) -> bool {
    let start = ARENA.0.get().addr();
    object.addr().wrapping_sub(start) < SIZE
}

/// The size of an object of this arena.
///
/// # Safety
///
/// [`allocate`] answered `object`.
pub(crate) unsafe fn size(object: *const c_void) -> usize {
    let place = object.cast::<u8>().wrapping_sub(ALIGNMENT);
    // SAFETY: `allocate` wrote it there.
    unsafe { place.cast::<usize>().read() }
}
