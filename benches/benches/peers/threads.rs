//! The same on several threads at once.
#![expect(unsafe_code, reason = "objects are freed by other threads")]

use super::timed::Timed;
use residue_benches::Case;
use std::sync::Barrier;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::thread;
use std::time::{Duration, Instant};

/// How long the slowest of `threads` took for `work`, all of them begun
/// together. With more threads than processors it is the time until all are
/// done.
pub(super) fn at_once(
    threads: usize,
    work: impl Fn() -> Duration + Sync,
) -> Duration {
    each(threads, |_| {
        work();
    })
}

fn each(threads: usize, work: impl Fn(usize) + Sync) -> Duration {
    let barrier = Barrier::new(threads);
    thread::scope(|scope| {
        let (work, barrier) = (&work, &barrier);
        let started: Vec<_> = (0..threads)
            .map(|thread| {
                scope.spawn(move || {
                    barrier.wait();
                    let start = Instant::now();
                    work(thread);
                    (start, Instant::now())
                })
            })
            .collect();
        let times: Vec<_> = started
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"))
            .collect();
        let start = times.iter().map(|time| time.0).min();
        let end = times.iter().map(|time| time.1).max();
        start.zip(end).map_or(Duration::ZERO, |(start, end)| end - start)
    })
}

/// Objects that change hands at once, so that handing over takes little of
/// the time.
const BATCH: usize = 256;

/// A batch of live objects.
type Batch = [*mut u8; BATCH];

/// Where a thread finds what another hands over. Threads are close together
/// in time, not in memory.
#[repr(align(128))]
struct Mailbox(AtomicPtr<Batch>);

/// Every thread allocates batches for the next one in a ring, which frees
/// them.
pub(super) fn hand_over(
    subject: &dyn Timed,
    case: Case,
    count: u64,
) -> Duration {
    let mailboxes: Vec<Mailbox> =
        (0..case.threads).map(|_| Mailbox(AtomicPtr::default())).collect();
    let rounds = count.div_ceil(BATCH as u64);
    let elapsed = each(case.threads, |thread| {
        let next = &mailboxes[(thread + 1) % case.threads].0;
        let own = &mailboxes[thread].0;
        let mut batch = Box::new([std::ptr::null_mut(); BATCH]);
        for _ in 0..rounds {
            subject.fill(case.size, &mut *batch);
            put(next, batch);
            batch = take(own);
            // SAFETY: `fill` put them there, on some thread, for this size,
            // and the batch has one owner.
            unsafe { subject.empty(case.size, &*batch) };
        }
    });
    // For whole batches only.
    let done = (rounds * BATCH as u64).max(1);
    elapsed.mul_f64(count as f64 / done as f64)
}

fn put(mailbox: &AtomicPtr<Batch>, batch: Box<Batch>) {
    let batch = Box::into_raw(batch);
    let null = std::ptr::null_mut();
    wait(|| mailbox.compare_exchange(null, batch, AcqRel, Relaxed).ok());
}

fn take(mailbox: &AtomicPtr<Batch>) -> Box<Batch> {
    let batch = wait(|| {
        let batch = mailbox.load(Acquire);
        (!batch.is_null()).then_some(batch)
    });
    mailbox.store(std::ptr::null_mut(), Release);
    // SAFETY: `put` made it from a box, and only the mailbox's own thread
    // takes from it.
    unsafe { Box::from_raw(batch) }
}

/// Looks again until there is something; gives way to other threads where
/// that takes long.
fn wait<T>(ready: impl Fn() -> Option<T>) -> T {
    for attempt in 0_u32.. {
        if let Some(value) = ready() {
            return value;
        }
        if attempt % 64 == 63 {
            thread::yield_now();
        }
        std::hint::spin_loop();
    }
    unreachable!("the loop has no end")
}
