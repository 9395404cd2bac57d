//! Threads that allocate, free what they allocated, and idle or exit.

use std::sync::{Arc, Barrier};
use std::thread::{self, JoinHandle};

use super::Value;
use crate::retention::{Container, Peak};
use crate::{Freed, Plan, random};

/// Room for a thread's handle, name and result, and what std keeps of it.
const ASIDE: u64 = 4 * 1024;

/// Threads, each at the same point.
#[derive(Default)]
pub(crate) struct Crew {
    threads: Vec<JoinHandle<()>>,
    /// Where all of them meet, and the one who leads them.
    meeting: Option<Arc<Barrier>>,
}

/// So many threads, each with its share of the elements, which it frees; then
/// it idles, or else exits. What they allocate is in no container's scope.
pub(crate) const fn crew<V, const THREADS: usize, const IDLE: bool>()
-> Container<Crew>
where
    V: Value + 'static,
{
    Container {
        open: |_, _| (),
        fill: |crew, plan| *crew = Crew::fill::<V>(plan, THREADS, IDLE),
        drain: |crew, _| crew.drain(IDLE),
        shrink: |_| (),
        rebuild: |crew| crew,
        len: |_| 0,
        capacity: |_| 0,
        payload: |_| 0,
        entry: 0,
        peak: |elements| {
            let one = size_of::<V>() as u64 + V::OWNED;
            let aside = THREADS as u64 * (ASIDE + one);
            let bytes = elements.saturating_mul(one).saturating_add(aside);
            Peak { slack: None, bytes }
        },
        kept: |_| 0,
        freed: |_| Freed::default(),
    }
}

impl Crew {
    /// Threads that have all allocated their shares, and wait.
    fn fill<V: Value>(plan: &Plan, threads: usize, idle: bool) -> Self {
        let meeting = Arc::new(Barrier::new(threads + 1));
        let thread = |index: usize| {
            let (meeting, plan) = (Arc::clone(&meeting), *plan);
            thread::spawn(move || {
                work::<V>(&plan, index, threads, &meeting);
                if idle {
                    meeting.wait();
                    meeting.wait();
                }
            })
        };
        let threads = (0..threads).map(thread).collect();
        meeting.wait();
        Self { threads, meeting: Some(meeting) }
    }

    /// Lets them free everything, and waits for it.
    fn drain(&mut self, idle: bool) {
        self.meet();
        if idle {
            self.meet();
        } else {
            self.join();
        }
    }

    fn meet(&self) {
        self.meeting.iter().for_each(|meeting| {
            meeting.wait();
        });
    }

    fn join(&mut self) {
        self.meeting = None;
        for thread in self.threads.drain(..) {
            thread.join().expect("a thread that only allocates and frees");
        }
    }
}

/// Those that idle are let go.
impl Drop for Crew {
    fn drop(&mut self) {
        self.meet();
        self.join();
    }
}

/// A thread's share, until all have theirs and are told to go on.
fn work<V: Value>(
    plan: &Plan,
    index: usize,
    threads: usize,
    meeting: &Barrier,
) {
    let elements = plan.elements as usize;
    let share = elements / threads + usize::from(index < elements % threads);
    let mut values = Vec::with_capacity(share);
    let keys = (0..share).map(|turn| (turn * threads + index) as u64);
    values.extend(keys.map(|turn| V::of(random::key(plan.seed, turn))));
    meeting.wait();
    meeting.wait();
}
