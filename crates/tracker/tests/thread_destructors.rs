//! A thread's last allocations: in the destructors of Rust's thread-local
//! values, and in those of the C library's, which run before and after the
//! thread has given its block of counters back. A program of its own, because
//! some of them must be known before the first allocation.
#![expect(unsafe_code, reason = "thread-specific values of the C library")]

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::segment::Segment;
use residue::{Tracking, counters};
use stats_alloc::StatsAlloc;
use std::alloc::System;
use std::cell::RefCell;
use std::ffi::c_void;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU32, AtomicU64};

#[global_allocator]
static ALLOCATOR: Tracking<StatsAlloc<System>> =
    Tracking::new(StatsAlloc::system());

static EARLY_KEY: AtomicU32 = AtomicU32::new(0);
static LATE_KEY: AtomicU32 = AtomicU32::new(0);
static DESTRUCTORS: AtomicU64 = AtomicU64::new(0);
static LEFT_BY_DESTRUCTORS: AtomicU64 = AtomicU64::new(0);

/// Made before the first allocation, so that its destructor runs before the
/// tracker's.
#[used]
// SAFETY: the section holds pointers to functions of this type, which the
// loader calls once, before `main`.
#[unsafe(link_section = ".init_array")]
static MAKE_EARLY_KEY: extern "C" fn() = {
    extern "C" fn make() {
        make_key(&EARLY_KEY);
    }
    make
};

fn make_key(key: &AtomicU32) {
    let mut made = 0;
    // SAFETY: `made` is writable, and `at_thread_end` lives for ever.
    let error =
        unsafe { libc::pthread_key_create(&raw mut made, Some(at_thread_end)) };
    assert_eq!(error, 0);
    key.store(made, Relaxed);
}

fn set(key: &AtomicU32, value: Vec<u8>) {
    let value = Box::into_raw(Box::new(value)).cast::<c_void>();
    // SAFETY: `make_key` made the key, and nobody deletes it.
    let error = unsafe { libc::pthread_setspecific(key.load(Relaxed), value) };
    assert_eq!(error, 0);
}

/// Frees what its thread allocated, allocates, reallocates, and leaves some.
extern "C" fn at_thread_end(value: *mut c_void) {
    // SAFETY: `set` alone stores values, each of them from this box, and the
    // C library passes each on once.
    drop(unsafe { Box::from_raw(value.cast::<Vec<u8>>()) });
    let mut bytes = vec![0_u8; 33];
    bytes.resize(3000, 1);
    drop(bytes);
    Vec::leak(vec![0_u8; 55]);
    LEFT_BY_DESTRUCTORS.fetch_add(55, Relaxed);
    DESTRUCTORS.fetch_add(1, Relaxed);
}

/// A value whose destructor allocates and leaves some.
struct Leaver(#[expect(dead_code, reason = "memory")] Vec<u8>);

impl Drop for Leaver {
    fn drop(&mut self) {
        Vec::leak(vec![0_u8; 44]);
        LEFT_BY_DESTRUCTORS.fetch_add(44, Relaxed);
        DESTRUCTORS.fetch_add(1, Relaxed);
    }
}

thread_local! {
    static LEAVER: RefCell<Option<Leaver>> = const { RefCell::new(None) };
}

fn thread() {
    LEAVER.set(Some(Leaver(vec![1; 100])));
    set(&EARLY_KEY, vec![2; 200]);
    set(&LATE_KEY, vec![3; 300]);
}

fn agrees_with_stats_alloc() {
    let (ours, theirs) = (counters().unwrap(), ALLOCATOR.inner().stats());
    let live = theirs.bytes_allocated - theirs.bytes_deallocated;
    assert_eq!(ours.live, live as u64);
    let allocations = theirs.allocations + theirs.reallocations;
    assert_eq!(ours.allocations, allocations as u64);
    let frees = theirs.deallocations + theirs.reallocations;
    assert_eq!(ours.frees, frees as u64);
}

fn main() {
    // The tracker makes its key at the first allocation, and not every
    // standard library has made one before `main`.
    drop(std::hint::black_box(Box::new(0_u8)));
    make_key(&LATE_KEY);
    assert!(EARLY_KEY.load(Relaxed) < LATE_KEY.load(Relaxed));
    std::thread::spawn(thread).join().unwrap();
    let before = counters().unwrap().live;
    let left_before = LEFT_BY_DESTRUCTORS.load(Relaxed);

    for _ in 0..50 {
        let threads: Vec<_> =
            (0..8).map(|_| std::thread::spawn(thread)).collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
    agrees_with_stats_alloc();
    let left = LEFT_BY_DESTRUCTORS.load(Relaxed) - left_before;
    assert_eq!(counters().unwrap().live, before + left);
    assert_eq!(DESTRUCTORS.load(Relaxed), 401 * 3);

    // Positive control: those after the tracker's used the shared block.
    let shared = &Segment::of_this_process().header().shared;
    assert!(shared.allocations.load(Relaxed) >= 401 * 3);
    assert!(shared.frees.load(Relaxed) >= 401 * 4);
    assert!(shared.balance() > 0);
}
