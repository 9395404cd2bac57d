//! Named containers: whose memory is this?

use crate::hooks::{Activation, CountingPlace};
use crate::mapped::Control;
use crate::{process, thread};
use residue_segment::{
    CONTAINERS_MAX, ContainerEntry, MapState, OwnerId, ThreadBlock,
};
use std::marker::PhantomData;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

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
        let Some(control) = process::control() else { return };
        let Some(entry) = self.entry(control) else { return };
        entry.payload.store(holding.payload, Relaxed);
        entry.elements.store(holding.elements, Relaxed);
        entry.capacity.store(holding.capacity, Relaxed);
    }

    fn owner(&self) -> Option<OwnerId> {
        let control = process::control()?;
        let index = self.index(control)?;
        let header = control.header();
        // Where objects are only counted there is no map to tag them in.
        (header.map_state() == MapState::Present
            && process::ensure_owners(header))
        .then(|| OwnerId::of_container(index as u16))
        .flatten()
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
