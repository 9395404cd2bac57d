use std::ops::Range;
use std::sync::{Barrier, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::{Holding, Host, Ladder, Plan, Rung, Scenario, Tag, phase, random};

/// Eight threads that allocate, pass half of it on and free what they got.
///
/// Each thread allocates its share of objects of mixed sizes in four rounds.
/// In each it keeps one half and gives the other to its neighbour, who frees
/// it while both are running, except in the last round. At `filled` the
/// threads have exited and what they kept and were last given is still there:
/// five eighths. For `drained`, eight new threads free all of it, none of it
/// allocated by the thread that frees it.
///
/// Shows what per-thread caches and arenas keep when their threads have gone.
/// Expect live to be back at its baseline at the end, to the byte.
///
/// The container `exchange` is the vectors through which objects pass, made
/// beforehand by the main thread; its elements are the pointers in them. The
/// objects are allocated by other threads, which are in no container's scope:
/// they stand in `other_live`.
pub(super) struct ThreadsExchange;

const EXCHANGE: &str = "exchange";
const THREADS: usize = 8;
const ROUNDS: u64 = 4;

/// Objects have `SMALLEST << 0..DOUBLINGS` bytes and up to as much again.
const SMALLEST: u64 = 16;
const DOUBLINGS: u64 = 6;

/// A bit above the mean size, 252.
const TYPICAL: u64 = 256;

/// Room for handles and names of threads, and for a few objects larger than
/// the typical one where there are only a few.
const ASIDE: u64 = 64 * 1024;

type Buffer = Box<[u8]>;

impl Scenario for ThreadsExchange {
    fn name(&self) -> &'static str {
        "threads-exchange"
    }

    fn summary(&self) -> &'static str {
        "8 threads allocate, free each other's objects and exit"
    }

    fn containers(&self) -> &'static [&'static str] {
        &[EXCHANGE]
    }

    fn tags(&self) -> &'static [Tag] {
        &[Tag::Default, Tag::Objects, Tag::Threads]
    }

    /// Its threads allocate at the same time.
    fn is_deterministic(&self) -> bool {
        false
    }

    /// No remedy: the vectors are tiny beside what passes through them.
    fn phases(&self, ladder: Ladder) -> Vec<&'static str> {
        [phase::BASELINE, phase::FILLED, phase::DRAINED]
            .into_iter()
            .chain(rungs(ladder).map(Rung::name))
            .collect()
    }

    fn peak_slack(&self, elements: u64) -> Option<u64> {
        let pointer = size_of::<Buffer>() as u64;
        let room = room(elements);
        let room = (room.kept + room.given) * THREADS as u64;
        let held = (0..THREADS).map(|thread| held(share(elements, thread)));
        Some((room - held.sum::<u64>()).saturating_mul(pointer))
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        // Kept: a half. Given: of at most one round.
        let held = elements / 2 + elements / 2 / ROUNDS;
        let objects = held.saturating_mul(TYPICAL);
        let pointers = elements.saturating_mul(size_of::<Buffer>() as u64);
        objects.saturating_add(pointers).saturating_add(ASIDE)
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        // The first thread of a process leaves something behind in std.
        each_thread(1, |_| ());
        let mut exchange = Exchange::default();
        exchange.mark(host, phase::BASELINE);
        host.within(EXCHANGE, &mut || exchange = Exchange::open(plan));
        exchange.trade(plan);
        exchange.mark(host, phase::FILLED);
        exchange.clear();
        exchange.mark(host, phase::DRAINED);
        for rung in rungs(plan.ladder) {
            exchange.step(rung, host);
            exchange.mark(host, rung.name());
        }
    }
}

/// The rungs of `ladder` that are not the vectors'.
fn rungs(ladder: Ladder) -> impl Iterator<Item = Rung> {
    let rungs = ladder.rungs().iter().copied();
    rungs.filter(|rung| !rung.is_of_containers())
}

/// What one thread has: a vector only it pushes to, and one only its left
/// neighbour does.
#[derive(Default)]
struct Desk {
    kept: Mutex<Vec<Buffer>>,
    given: Mutex<Vec<Buffer>>,
}

#[derive(Default)]
struct Exchange {
    desks: [Desk; THREADS],
}

impl Exchange {
    /// Desks with room for whatever will lie on them, so that no thread has
    /// to grow a vector.
    fn open(plan: &Plan) -> Self {
        let room = room(plan.elements);
        let vector = |most: u64| {
            let most = usize::try_from(most).expect("a number that fits");
            Mutex::new(Vec::with_capacity(most))
        };
        let desk =
            |_| Desk { kept: vector(room.kept), given: vector(room.given) };
        Self { desks: std::array::from_fn(desk) }
    }

    fn trade(&self, plan: &Plan) {
        // Between the barriers nobody pushes to `given`.
        let barrier = Barrier::new(THREADS);
        each_thread(THREADS, |thread| {
            for round in 0..ROUNDS {
                self.allocate(plan, thread, round);
                barrier.wait();
                if round + 1 < ROUNDS {
                    lock(&self.desks[thread].given).clear();
                }
                barrier.wait();
            }
        });
    }

    /// One thread's allocations of one round.
    fn allocate(&self, plan: &Plan, thread: usize, round: u64) {
        let mut kept = lock(&self.desks[thread].kept);
        let mut given = lock(&self.desks[right_of(thread)].given);
        for turn in turns(share(plan.elements, thread), round) {
            let object = object(plan.seed, thread, turn);
            let desk = if turn % 2 == 0 { &mut kept } else { &mut given };
            desk.push(object);
        }
    }

    /// Frees everything, by threads that allocated none of it.
    fn clear(&self) {
        each_thread(THREADS, |thread| {
            lock(&self.desks[right_of(thread)].kept).clear();
            lock(&self.desks[thread].given).clear();
        });
    }

    fn step(&mut self, rung: Rung, host: &mut dyn Host) {
        match rung {
            Rung::Settled => host.settle(),
            Rung::Collected => host.collect(),
            Rung::Purged => host.purge(),
            Rung::Dropped => {
                host.within(EXCHANGE, &mut || *self = Self::default());
            }
            Rung::Shrunk | Rung::Rebuilt => {}
        }
    }

    fn mark(&self, host: &mut dyn Host, phase: &'static str) {
        let sum = |count: fn(&Vec<Buffer>) -> usize| {
            let desk = |desk: &Desk| {
                count(&lock(&desk.kept)) + count(&lock(&desk.given))
            };
            self.desks.iter().map(desk).sum::<usize>() as u64
        };
        let elements = sum(Vec::len);
        host.declare(Holding {
            container: EXCHANGE,
            payload: elements * size_of::<Buffer>() as u64,
            elements,
            capacity: sum(Vec::capacity),
        });
        host.mark(phase);
    }
}

/// Runs `work` on that many new threads and waits until they have exited.
/// Joins each: leaving the scope alone waits only until the closures have
/// returned, not for the destructors of thread-locals.
fn each_thread(threads: usize, work: impl Fn(usize) + Sync) {
    let work = &work;
    thread::scope(|scope| {
        let handles: [_; THREADS] = std::array::from_fn(|thread| {
            (thread < threads).then(|| scope.spawn(move || work(thread)))
        });
        for handle in handles.into_iter().flatten() {
            handle.join().expect("a thread that only allocates and frees");
        }
    });
}

fn right_of(thread: usize) -> usize {
    (thread + 1) % THREADS
}

/// Objects that `thread` allocates; the first threads take what is over.
fn share(elements: u64, thread: usize) -> u64 {
    let threads = THREADS as u64;
    elements / threads + u64::from((thread as u64) < elements % threads)
}

/// For how many objects the vectors of each desk have room.
struct Room {
    kept: u64,
    given: u64,
}

fn room(elements: u64) -> Room {
    let most = share(elements, 0);
    Room { kept: most.div_ceil(2), given: most.div_ceil(ROUNDS).div_ceil(2) }
}

/// How many of a thread's objects are there at the peak: the even ones, which
/// were kept, and the odd ones of the last round.
fn held(share: u64) -> u64 {
    let last = turns(share, ROUNDS - 1);
    share.div_ceil(2) + last.end / 2 - last.start / 2
}

/// Which of a thread's objects it allocates in `round`.
fn turns(share: u64, round: u64) -> Range<u64> {
    share * round / ROUNDS..share * (round + 1) / ROUNDS
}

/// A thread's object of this turn; small ones are as frequent as large ones.
fn object(seed: u64, thread: usize, turn: u64) -> Buffer {
    let id = random::key(seed, turn * THREADS as u64 + thread as u64);
    let base = SMALLEST << (random::draw(id, 0) % DOUBLINGS);
    let length = base + random::draw(id, 1) % base;
    let length = usize::try_from(length).expect("at most a kilobyte");
    vec![random::filler(id); length].into_boxed_slice()
}

/// A desk's vector is valid whatever its last user did.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Exchange, ROUNDS, THREADS, lock, share, turns};
    use crate::{Ladder, Plan};

    #[test]
    fn shares_and_turns_cover_every_object_once() {
        for elements in [1, 7, 8, 10_000, 10_001] {
            let objects: u64 = (0..THREADS)
                .flat_map(|thread| {
                    let share = share(elements, thread);
                    (0..ROUNDS).map(move |round| turns(share, round))
                })
                .map(|turns| turns.end - turns.start)
                .sum();
            assert_eq!(objects, elements);
        }
    }

    #[test]
    fn desks_never_grow() {
        for elements in [1, 7, 33, 1_000, 1_001, 1_039] {
            let plan = Plan { elements, seed: 5, ladder: Ladder::Shrink };
            let exchange = Exchange::open(&plan);
            let capacities = || {
                exchange.desks.each_ref().map(|desk| {
                    (lock(&desk.kept).capacity(), lock(&desk.given).capacity())
                })
            };
            let before = capacities();
            exchange.trade(&plan);
            assert_eq!(capacities(), before, "{elements}");
        }
    }
}
