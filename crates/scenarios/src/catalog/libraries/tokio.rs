use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::labels::TOKIO;
use crate::containers::{Map, hash_table_peak, table_bytes};
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Freed, Plan, Scenario, Tag, random};

/// More than a task takes: an allocator may keep the tasks.
type Session = [u8; 512];

const THREADS: usize = 4;

/// Bytes of an entry of the map.
const ENTRY: u64 = size_of::<(u64, Session)>() as u64;

/// Bytes of a task, of its entry in the set of tasks, and of its place in the
/// queue of those that wait, at most.
const TASK: u64 = 512;

/// Room for the runtime: its threads, and queues of a fixed length.
const ASIDE: u64 = 256 * 1024;

/// Connections that all came at once, and have all been closed.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: TOKIO.name,
    summary: TOKIO.summary,
    tags: &[Tag::Container, Tag::Threads, Tag::Library],
    names: &["sessions"],
    containers: Container {
        open: |_, _| (),
        fill: |server: &mut Option<Server>, plan| {
            server.insert(Server::new()).accept(plan);
        },
        drain: |server, _| server.iter_mut().for_each(Server::close),
        shrink: |server| {
            server.iter().for_each(|of| of.sessions().shrink_to_fit());
        },
        rebuild: |server| server,
        len: |server| server.as_ref().map_or(0, |of| of.sessions().len()),
        capacity: |server| {
            server.as_ref().map_or(0, |of| of.sessions().capacity())
        },
        payload: |server| {
            let len = server.as_ref().map_or(0, |of| of.sessions().len());
            len as u64 * ENTRY
        },
        entry: ENTRY,
        peak: |elements| Peak {
            slack: None,
            bytes: hash_table_peak(elements, ENTRY, TASK)
                .bytes
                .saturating_add(ASIDE),
        },
        kept: |elements| table_bytes(elements, ENTRY),
        freed: |_| Freed::default(),
    },
    stages: Stages::USUAL,
    blames: Blames::Container,
};

/// A server with a task for each connection.
struct Server {
    runtime: Runtime,
    sessions: Arc<Mutex<Map<Session>>>,
    tasks: JoinSet<()>,
    /// A permit for each connection that is to be closed.
    closed: Arc<Semaphore>,
}

impl Server {
    fn new() -> Self {
        let mut runtime = Builder::new_multi_thread();
        Self {
            runtime: runtime
                .worker_threads(THREADS)
                .build()
                .expect("threads can be started"),
            sessions: Arc::default(),
            tasks: JoinSet::new(),
            closed: Arc::new(Semaphore::new(0)),
        }
    }

    /// Enters each connection's session here, and leaves the rest to its task.
    fn accept(&mut self, plan: &Plan) {
        for key in random::keys(plan) {
            self.sessions().insert(key, [random::filler(key); 512]);
            let sessions = Arc::clone(&self.sessions);
            let closed = Arc::clone(&self.closed);
            let task = async move {
                drop(closed.acquire().await);
                lock(&sessions).remove(&key);
            };
            self.tasks.spawn_on(task, self.runtime.handle());
        }
    }

    /// Waits until all tasks have ended.
    fn close(&mut self) {
        self.closed.add_permits(1);
        let tasks = &mut self.tasks;
        self.runtime
            .block_on(async { while tasks.join_next().await.is_some() {} });
    }

    fn sessions(&self) -> MutexGuard<'_, Map<Session>> {
        lock(&self.sessions)
    }
}

/// A map is valid whatever its last user did.
fn lock(map: &Mutex<Map<Session>>) -> MutexGuard<'_, Map<Session>> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
