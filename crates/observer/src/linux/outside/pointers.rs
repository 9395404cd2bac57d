//! Where the variables of each thread are: only a thread that is stopped
//! shows it, and it stays as long as the thread lives.

use crate::linux::process::Process;
use residue_walk::Thread;
use std::collections::BTreeMap;

/// What was seen of threads when they were stopped.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    known: BTreeMap<u32, Known>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    /// A later thread may have the same number.
    started: u64,
    thread: Thread,
}

impl Pointers {
    /// Keeps what `threads`, which are stopped, show; and no other.
    pub(super) fn learn(&mut self, process: &Process, threads: &[Thread]) {
        let known = threads.iter().filter_map(|&thread| {
            let started = process.thread_started(thread.id)?;
            Some((thread.id, Known { started, thread }))
        });
        self.known = known.collect();
    }

    /// The threads of these numbers, if all of them are known.
    pub(super) fn of(
        &self,
        process: &Process,
        ids: impl Iterator<Item = u32>,
    ) -> Option<Vec<Thread>> {
        let threads = ids.map(|id| {
            let known = self.known.get(&id)?;
            let is_same = process.thread_started(id)? == known.started;
            is_same.then_some(known.thread)
        });
        threads.collect()
    }
}
