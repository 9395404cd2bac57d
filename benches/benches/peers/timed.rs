//! Allocators called directly, in loops whose code is each allocator's own.
#![expect(unsafe_code, reason = "allocators are called directly")]

use super::switch::Guard;
use super::threads;
use residue_benches::{Case, Operation};
use std::alloc::{GlobalAlloc, Layout};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Something whose time is taken.
pub(crate) trait Timed: Sync {
    /// How long it takes to do `case` `count` times, on each of its threads.
    fn time(&self, case: Case, count: u64) -> Duration;

    /// Allocates objects of `size` for the places in `objects`.
    fn fill(&self, size: usize, objects: &mut [*mut u8]);

    /// Frees `objects`.
    ///
    /// # Safety
    ///
    /// [`Timed::fill`] put them there for this `size`, and they are freed
    /// once.
    unsafe fn empty(&self, size: usize, objects: &[*mut u8]);
}

/// An allocator of this process.
pub(crate) struct Direct<A: 'static> {
    pub(crate) allocator: &'static A,
    /// What must be on in each thread.
    pub(crate) enter: fn() -> Guard,
}

impl<A: GlobalAlloc + Sync> Timed for Direct<A> {
    fn time(&self, case: Case, count: u64) -> Duration {
        match (case.operation, case.threads) {
            (Operation::HandOver, _) => threads::hand_over(self, case, count),
            (_, 1) => self.single(case, count),
            _ => threads::at_once(case.threads, || self.single(case, count)),
        }
    }

    fn fill(&self, size: usize, objects: &mut [*mut u8]) {
        let _on = (self.enter)();
        let layout = layout(size);
        for object in objects {
            *object = alloc(self.allocator, layout);
        }
    }

    unsafe fn empty(&self, size: usize, objects: &[*mut u8]) {
        let layout = layout(size);
        for &object in objects {
            // SAFETY: the caller guarantees that `fill` allocated it with
            // this layout, and that it is live.
            unsafe { self.allocator.dealloc(object, black_box(layout)) };
        }
    }
}

impl<A: GlobalAlloc + Sync> Direct<A> {
    /// `case` on this thread.
    fn single(&self, case: Case, count: u64) -> Duration {
        let _on = (self.enter)();
        let (allocator, size) = (self.allocator, case.size);
        match case.operation {
            Operation::Pair | Operation::HandOver => {
                pair(allocator, size, count)
            }
            Operation::Zeroed => zeroed(allocator, size, count),
            Operation::Grow => resized(allocator, size, size * 2, count),
            Operation::Shrink => resized(allocator, size, size / 2, count),
            Operation::Random => random(allocator, size, count),
        }
    }
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("a size in use")
}

#[inline(always)]
fn alloc<A: GlobalAlloc>(allocator: &A, layout: Layout) -> *mut u8 {
    // SAFETY: no case has objects of size 0.
    let object = unsafe { allocator.alloc(black_box(layout)) };
    assert!(!object.is_null(), "out of memory");
    object
}

#[inline(never)]
fn pair<A: GlobalAlloc>(allocator: &A, size: usize, count: u64) -> Duration {
    let layout = layout(size);
    let start = Instant::now();
    for _ in 0..count {
        let object = alloc(allocator, layout);
        // SAFETY: it was allocated for this layout just now.
        unsafe { allocator.dealloc(black_box(object), black_box(layout)) };
    }
    start.elapsed()
}

#[inline(never)]
fn zeroed<A: GlobalAlloc>(allocator: &A, size: usize, count: u64) -> Duration {
    let layout = layout(size);
    let start = Instant::now();
    for _ in 0..count {
        // SAFETY: no case has objects of size 0.
        let object = unsafe { allocator.alloc_zeroed(black_box(layout)) };
        assert!(!object.is_null(), "out of memory");
        // SAFETY: it was allocated for this layout just now.
        unsafe { allocator.dealloc(black_box(object), black_box(layout)) };
    }
    start.elapsed()
}

#[inline(never)]
fn resized<A: GlobalAlloc>(
    allocator: &A,
    old: usize,
    new: usize,
    count: u64,
) -> Duration {
    let (old, new) = (layout(old), layout(new));
    let start = Instant::now();
    for _ in 0..count {
        let object = alloc(allocator, old);
        // SAFETY: it was allocated for the old layout just now, and no new
        // size is 0.
        let object = unsafe {
            allocator.realloc(
                black_box(object),
                black_box(old),
                black_box(new.size()),
            )
        };
        assert!(!object.is_null(), "out of memory");
        // SAFETY: it was reallocated to the new layout just now.
        unsafe { allocator.dealloc(black_box(object), black_box(new)) };
    }
    start.elapsed()
}

/// Objects that [`random`] keeps live.
const LIVE: usize = 1024;

#[inline(never)]
fn random<A: GlobalAlloc>(allocator: &A, most: usize, count: u64) -> Duration {
    let layouts = random_layouts(most);
    let mut objects = layouts.map(|layout| (alloc(allocator, layout), layout));
    let mut place = 0;
    let start = Instant::now();
    for step in 0..count {
        // In another order of sizes each time round, so that a freed object
        // seldom fits the next.
        let layout = layouts[(place * 5 + step as usize / LIVE) % LIVE];
        let new = alloc(allocator, layout);
        let (old, layout) =
            std::mem::replace(&mut objects[place], (new, layout));
        // SAFETY: it stood there with its layout since it was allocated.
        unsafe { allocator.dealloc(black_box(old), black_box(layout)) };
        place = (place + 1) % LIVE;
    }
    let elapsed = start.elapsed();
    for (object, layout) in objects {
        // SAFETY: as above, and nothing else frees it.
        unsafe { allocator.dealloc(object, layout) };
    }
    elapsed
}

/// Sizes from 8 to `most` bytes, each doubling as likely as the next; the
/// same each time.
fn random_layouts(most: usize) -> [Layout; LIVE] {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    [(); LIVE].map(|()| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let doublings = u64::from((most / 8).ilog2()).max(1);
        let low = 8_u64 << (state % doublings);
        let size = low + (state >> 32) % low;
        layout((size as usize).min(most))
    })
}
