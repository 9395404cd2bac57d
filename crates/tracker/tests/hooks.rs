//! Hooks for an allocator whose `free` has no size, as C's: the size is read
//! back from the map.
#![expect(unsafe_code, reason = "an allocator over the hooks")]

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::{Object, Segment};
use common::workload::Workload;
use residue::{Container, Counters, Hooks, counters};
use residue_segment::OwnerId;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

static HOOKS: Hooks = Hooks::new();
static SESSIONS: Container = Container::new("sessions");

/// An allocator that forgets the size of an object when it is freed, and
/// compares it with the one that was read back.
struct Unsized;

/// What the hooks are to have counted.
static LIVE: AtomicU64 = AtomicU64::new(0);
static TOTAL: AtomicU64 = AtomicU64::new(0);

fn kept(size: usize) -> usize {
    let kept = Hooks::kept_size(size);
    LIVE.fetch_add(kept as u64, Relaxed);
    TOTAL.fetch_add(kept as u64, Relaxed);
    kept
}

fn given_back(found: Option<usize>, size: usize) {
    assert_eq!(found, Some(Hooks::kept_size(size)), "of {size}");
    LIVE.fetch_sub(Hooks::kept_size(size) as u64, Relaxed);
}

// SAFETY: every method passes the caller's arguments on to `System` and
// returns what that returned; the hooks touch no object.
unsafe impl GlobalAlloc for Unsized {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { System.alloc(layout) };
        // SAFETY: it was just allocated.
        unsafe { HOOKS.allocated(ptr, kept(layout.size())) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: it is freed next.
        given_back(unsafe { HOOKS.freeing_unsized(ptr) }, layout.size());
        // SAFETY: the caller's contract is that of this method.
        unsafe { System.dealloc(ptr, layout) }
    }

    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        // SAFETY: it is reallocated next.
        let found = unsafe { HOOKS.moving_unsized(ptr) };
        let (moving, old) = found.expect("it is on the map");
        // SAFETY: the caller's contract is that of this method.
        let new = unsafe { System.realloc(ptr, layout, new_size) };
        if new.is_null() {
            // SAFETY: the object stayed.
            unsafe { HOOKS.not_moved(ptr, old, moving) };
            return new;
        }
        given_back(Some(old), layout.size());
        // SAFETY: the object has moved there.
        unsafe { HOOKS.moved(new, old, kept(new_size), moving) };
        new
    }
}

fn agrees(before: Counters) {
    let done = counters().unwrap() - before;
    assert_eq!(done.live, LIVE.load(Relaxed));
    assert_eq!(done.total, TOTAL.load(Relaxed));
}

fn every_size_is_read_back(seed: u64) {
    let before = counters().unwrap_or_default();
    TOTAL.store(0, Relaxed);
    let mut workload = Workload::new(&Unsized, seed);
    for step in 1..=20_000 {
        workload.step();
        if step % 1000 == 0 {
            agrees(before);
            let objects = Segment::of_this_process().objects();
            assert_eq!(objects, workload.objects());
        }
    }
    workload.free_all();
    agrees(before);
    let done = counters().unwrap() - before;
    assert_eq!((done.live, done.frees), (0, workload.done.frees));
    assert_eq!(Segment::of_this_process().objects(), []);
}

fn a_containers_objects_are_read_back_too() {
    let scope = SESSIONS.enter();
    let pieces: Vec<Piece> = (0..=1100)
        .chain([5001, 1 << 20])
        .map(|size| Piece::alloc(&Unsized, layout(size, 1)))
        .collect();
    drop(scope);
    let segment = Segment::of_this_process();
    let owner = segment.owner("sessions");
    assert!(segment.objects().iter().all(|object| object.owner == owner));
    assert_eq!(segment.objects().len(), pieces.len());
    pieces.into_iter().for_each(|piece| piece.free(&Unsized));
    assert_eq!(segment.objects(), []);
    assert_eq!(LIVE.load(Relaxed), 0);
}

fn another_thread_may_free() {
    let (small, large) = (layout(24, 8), layout(100_000, 8));
    let pieces = [small, large].map(|it| Piece::alloc(&Unsized, it));
    let free = || pieces.into_iter().for_each(|piece| piece.free(&Unsized));
    std::thread::spawn(free).join().unwrap();
    assert_eq!(Segment::of_this_process().objects(), []);
}

fn a_reallocation_that_fails_leaves_the_object() {
    for size in [24, 5000] {
        let before = counters().unwrap();
        let piece = Piece::alloc(&Unsized, layout(size, 8));
        let piece = piece.resize(&Unsized, 1 << 46).unwrap_err();
        assert_eq!((counters().unwrap() - before).frees, 0);
        piece.free(&Unsized);
    }
}

/// What the hooks were never told of, and what is gone: nothing is counted,
/// and the segment says how often that was.
fn strangers_are_not_counted() {
    let header = Segment::of_this_process().header();
    let strangers = || header.unknown_frees.load(Relaxed);
    assert_eq!(strangers(), 0, "of all that was freed so far");
    let mut stranger = [0_u64; 2];
    let piece = Piece::alloc(&Unsized, layout(64, 8));
    let gone = piece.address() as usize as *mut u8;
    piece.free(&Unsized);
    let before = counters().unwrap();
    let high = usize::MAX as *mut u8;
    for address in [stranger.as_mut_ptr().cast(), gone, high] {
        // SAFETY: no object that the hooks know of is there.
        assert_eq!(unsafe { HOOKS.freeing_unsized(address) }, None);
        // SAFETY: as above.
        assert!(unsafe { HOOKS.moving_unsized(address) }.is_none());
    }
    assert_eq!(counters().unwrap(), before);
    assert_eq!(strangers(), 6);
    // SAFETY: null is no object.
    assert_eq!(unsafe { HOOKS.freeing_unsized(std::ptr::null_mut()) }, None);
    assert_eq!(strangers(), 6);
}

/// Objects of eight bytes, of which two lie in 16: one thread has every other
/// one, and the second thread its neighbour; in turns, the one's or the
/// other's are a container's. Both write as fast as they can, and no object
/// is lost or comes back.
fn neighbours_in_sixteen_bytes_are_apart() {
    const SLOTS: usize = 4096;
    const ROUNDS: usize = 50;
    let arena = vec![0_u128; SLOTS / 2];
    let start = arena.as_ptr().addr() as u64;
    let slot = |at: usize| start + at as u64 * 8;
    let is_kept = |at: usize| !at.is_multiple_of(3);
    let work = |first: usize| {
        for round in 0..ROUNDS {
            let _scope = (round % 2 == first).then(|| SESSIONS.enter());
            let each = || (first..SLOTS).step_by(2);
            for at in each() {
                let object = slot(at) as usize as *mut u8;
                // SAFETY: nothing else is there.
                unsafe { HOOKS.allocated(object, 8) };
            }
            let is_last = round == ROUNDS - 1;
            for at in each().filter(|at| !is_last || !is_kept(*at)) {
                let object = slot(at) as usize as *mut u8;
                // SAFETY: it is gone afterwards.
                let size = unsafe { HOOKS.freeing_unsized(object) };
                assert_eq!(size, Some(8), "slot {at}");
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| work(1));
        work(0);
    });
    let segment = Segment::of_this_process();
    let sessions = segment.owner("sessions");
    let owners = [OwnerId::NONE, sessions];
    let expected: Vec<Object> = (0..SLOTS)
        .filter(|at| is_kept(*at))
        .map(|at| {
            let owner = owners[at % 2];
            Object { address: slot(at), size: 8, owner }
        })
        .collect();
    assert_eq!(segment.objects(), expected);
    for at in (0..SLOTS).filter(|at| is_kept(*at)) {
        let object = slot(at) as usize as *mut u8;
        // SAFETY: it is gone afterwards.
        assert_eq!(unsafe { HOOKS.freeing_unsized(object) }, Some(8));
    }
    assert_eq!(segment.objects(), []);
}

/// Whether an object begins at a multiple of 16 or 8 further, and whether it
/// is a container's: it moves from one to the other and keeps its owner.
fn an_object_moves_from_one_lane_to_the_other() {
    let arena = [0_u128; 256];
    let at = |slot: usize| arena.as_ptr().wrapping_byte_add(slot * 8);
    let is_there = |slot: usize, size: u64, owner: OwnerId| {
        let address = at(slot).addr() as u64;
        let objects = Segment::of_this_process().objects();
        assert_eq!(objects, [Object { address, size, owner }]);
    };
    for (from, to) in [(2, 100), (3, 100), (2, 101), (3, 101)] {
        for owner in [None, Some(&SESSIONS)] {
            let scope = owner.map(Container::enter);
            // SAFETY: nothing else is there.
            unsafe { HOOKS.allocated(at(from).cast_mut().cast(), 24) };
            drop(scope);
            let segment = Segment::of_this_process();
            let owner =
                owner.map_or(OwnerId::NONE, |_| segment.owner("sessions"));
            is_there(from, 24, owner);
            // SAFETY: it moves next.
            let moving = unsafe { HOOKS.moving(at(from).cast_mut().cast()) };
            assert_eq!(Segment::of_this_process().objects(), []);
            let new = at(to).cast_mut().cast();
            // SAFETY: nothing else is there.
            unsafe { HOOKS.moved(new, 24, 1000, moving) };
            is_there(to, 1000, owner);
            // SAFETY: it is gone afterwards.
            assert_eq!(unsafe { HOOKS.freeing_unsized(new) }, Some(1000));
        }
    }
    assert_eq!(Segment::of_this_process().objects(), []);
}

#[test]
fn a_free_without_a_size_counts_what_was_allocated() {
    for seed in 0..3 {
        every_size_is_read_back(seed);
    }
    a_containers_objects_are_read_back_too();
    another_thread_may_free();
    neighbours_in_sixteen_bytes_are_apart();
    an_object_moves_from_one_lane_to_the_other();
    a_reallocation_that_fails_leaves_the_object();
    strangers_are_not_counted();
    // Positive control: a size that the map cannot tell does not come back.
    let other = Piece::alloc(&Unsized, layout(100, 8));
    let before = counters().unwrap().live;
    // SAFETY: the layout is in order.
    let piece = unsafe { System.alloc(layout(13, 1)) };
    // SAFETY: it was just allocated.
    unsafe { HOOKS.allocated(piece, 13) };
    // SAFETY: it is freed next.
    assert_eq!(unsafe { HOOKS.freeing_unsized(piece) }, Some(16));
    assert_eq!(counters().unwrap().live, before - 3);
    other.free(&Unsized);
    // SAFETY: `System` allocated it with this layout.
    unsafe { System.dealloc(piece, layout(13, 1)) };
}
