//! Named containers: whose memory is this?

use crate::Collection;
use crate::collections::Stated;
use crate::hooks::{Activation, CountingPlace};
use crate::mapped::Control;
use crate::{process, thread};
use residue_segment::{
    CONTAINERS_MAX, ContainerEntry, MapState, OwnerId, ThreadBlock,
};
use std::marker::PhantomData;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU32, AtomicU64};

const UNNAMED: u32 = 0;
const NAMING: u32 = u32::MAX;
const REFUSED: u32 = u32::MAX - 1;

/// A container that the program names, such as a cache, so that the ledger
/// can tell its payload from its slack.
///
/// It is a handle: it takes no memory of the heap and is usually a `static`.
/// What a thread allocates between [`Container::enter`] and the end of the
/// scope is tagged as the container's, and stays so until it is freed, by
/// whichever thread, and through reallocation.
#[derive(Debug)]
pub struct Container {
    name: &'static str,
    /// Index in the container table plus one, or a state above.
    entry: AtomicU32,
}

/// What a container holds now, by the program's own word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Bytes of the elements: `len * size_of::<(K, V)>()`, and what they own
    /// on the heap.
    pub payload: u64,
    /// Elements held.
    pub elements: u64,
    /// Elements it has room for.
    pub capacity: u64,
}

/// While it lives, what its thread allocates is its container's. Scopes nest:
/// the innermost one owns, so they should end in the reverse order. A scope
/// belongs to one thread and must not live across an `await`.
#[must_use = "a scope that is dropped at once tags nothing"]
#[derive(Debug)]
pub struct Scope {
    tagging: Option<Tagging>,
    one_thread: PhantomData<*const ()>,
}

impl Container {
    /// A container called `name`, of which the first 64 bytes are kept.
    /// Containers of one name are shown as one.
    pub const fn new(name: &'static str) -> Container {
        Container { name, entry: AtomicU32::new(UNNAMED) }
    }

    /// Tags what this thread allocates while the scope lives. In a process
    /// that is not tracked it does nothing.
    pub fn enter(&self) -> Scope {
        Scope { tagging: self.owner().and_then(tag), one_thread: PhantomData }
    }

    /// States what the container holds now; it replaces what was stated
    /// before. In a process that is not tracked it does nothing.
    pub fn hold(&self, holding: Holding) {
        let Holding { payload, elements, capacity } = holding;
        let told = Stated { payload, elements, capacity, ..Stated::default() };
        self.state(&told);
    }

    /// States how full `collection` is, which is all that the container holds,
    /// without arithmetic by hand; it replaces what was stated before. What
    /// its elements own is payload too, if it was made within a scope. In a
    /// process that is not tracked it does nothing.
    ///
    /// A [`Tracked`](crate::Tracked) collection does this by itself.
    ///
    /// ```
    /// use residue::{Container, Tracking};
    /// use std::alloc::System;
    /// use std::collections::HashMap;
    ///
    /// #[global_allocator]
    /// static ALLOCATOR: Tracking<System> = Tracking::new(System);
    /// static SESSIONS: Container = Container::new("sessions");
    ///
    /// let mut sessions = HashMap::new();
    /// {
    ///     let _scope = SESSIONS.enter();
    ///     sessions.extend((0..1000).map(|id| (id, [0_u8; 128])));
    /// }
    /// sessions.clear();
    /// SESSIONS.track(&sessions);
    /// ```
    pub fn track(&self, collection: &impl Collection) {
        let Some(entry) = self.named_entry() else { return };
        let before = entry.capacity.load(Relaxed);
        self.state(&collection.filling().since(before).stated());
    }

    fn state(&self, told: &Stated) {
        let Some(entry) = self.named_entry() else { return };
        entry.payload.store(told.payload, Relaxed);
        entry.elements.store(told.elements, Relaxed);
        entry.capacity.store(told.capacity, Relaxed);
        entry.spare.store(told.spare, Relaxed);
        entry.by_spare.store(told.by_spare, Relaxed);
    }

    /// Of one of several collections: what it stated `before` is replaced by
    /// what it states `now`. Differences wrap, and their sums are exact.
    pub(crate) fn restate(&self, before: &Stated, now: &Stated) {
        let Some(entry) = self.named_entry() else { return };
        let add = |sum: &AtomicU64, before: u64, now: u64| {
            if now != before {
                sum.fetch_add(now.wrapping_sub(before), Relaxed);
            }
        };
        add(&entry.payload, before.payload, now.payload);
        add(&entry.elements, before.elements, now.elements);
        add(&entry.capacity, before.capacity, now.capacity);
        add(&entry.spare, before.spare, now.spare);
        add(&entry.by_spare, before.by_spare, now.by_spare);
    }

    fn named_entry(&self) -> Option<&'static ContainerEntry> {
        self.entry(process::control()?)
    }

    fn owner(&self) -> Option<OwnerId> {
        let control = process::control()?;
        let index = self.index(control)?;
        // Where objects are only counted there is no map to tag them in.
        match control.header().map_state() {
            MapState::Present => OwnerId::of_container(index as u16),
            MapState::Starting | MapState::Absent => None,
        }
    }

    fn entry(&self, control: Control) -> Option<&'static ContainerEntry> {
        control.containers().get(self.index(control)?)
    }

    fn index(&self, control: Control) -> Option<usize> {
        loop {
            match self.entry.load(Acquire) {
                UNNAMED => {
                    let first = self
                        .entry
                        .compare_exchange(UNNAMED, NAMING, AcqRel, Acquire);
                    if first.is_ok() {
                        let entry = name(control, self.name);
                        self.entry.store(entry, Release);
                    }
                }
                NAMING => crate::sys::yield_now(),
                REFUSED => return None,
                entry => return Some(entry as usize - 1),
            }
        }
    }
}

impl Drop for Container {
    /// A container that is gone holds nothing; what was tagged stays so.
    fn drop(&mut self) {
        if *self.entry.get_mut() != UNNAMED {
            self.hold(Holding::default());
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        // In a forked child the block is the parent's.
        if let Some(tagging) = &self.tagging
            && let Some(own) = thread::own_block()
            && std::ptr::eq(own, tagging.block)
        {
            tagging.end();
        }
    }
}

/// What a scope did to its thread's block. The block's owner word holds, above
/// the owner, how many scopes live: they may end in another order than the
/// reverse, and the last one must leave nothing behind.
#[derive(Debug)]
struct Tagging {
    block: &'static ThreadBlock,
    outer: u64,
    inner: u64,
}

const ONE_SCOPE: u64 = 1 << 16;

impl Tagging {
    fn end(&self) {
        let now = self.block.owner.load(Relaxed);
        let left = match now.saturating_sub(ONE_SCOPE) {
            _ if now == self.inner => self.outer,
            // Another scope owns what is allocated, and goes on doing so.
            left if left >= ONE_SCOPE => left,
            _ => 0,
        };
        self.block.owner.store(left, Relaxed);
        thread::open_map();
    }
}

fn tag(owner: OwnerId) -> Option<Tagging> {
    let CountingPlace::Own(block) = CountingPlace::here(Activation::OnRequest)
    else {
        return None;
    };
    let outer = block.owner.load(Relaxed);
    let scopes = (outer & !(ONE_SCOPE - 1)) + ONE_SCOPE;
    let inner = scopes | u64::from(owner.bits());
    block.owner.store(inner, Relaxed);
    thread::open_map();
    Some(Tagging { block, outer, inner })
}

fn name(control: Control, name: &str) -> u32 {
    let header = control.header();
    let index = header.containers.fetch_add(1, AcqRel);
    match control.containers().get(index as usize) {
        Some(entry) => {
            entry.name.write(name);
            index as u32 + 1
        }
        None => {
            header.containers.store(CONTAINERS_MAX as u64, Relaxed);
            header.containers_refused.fetch_add(1, Relaxed);
            REFUSED
        }
    }
}
