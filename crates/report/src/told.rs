//! What a program tells of its own heap over the line protocol, and which
//! figure of Residue's it is to be held against.

use crate::run::{Phase, Probe};

/// A figure that runtimes tell by this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Bytes of objects that are reachable, or not yet swept: `MemStats.Alloc`
    /// in Go, `heapUsed` in V8.
    Heap,
    /// Bytes of spans of the heap without an object.
    HeapIdle,
    /// The part of these that was given back to the kernel.
    HeapReleased,
    /// Bytes of stacks that the runtime got from the kernel.
    StackSys,
    /// How many elements the container has room for.
    Slots,
}

impl Told {
    /// All of them, in the order in which they are shown.
    pub(crate) const ALL: [Told; 5] = [
        Told::Heap,
        Told::HeapIdle,
        Told::HeapReleased,
        Told::StackSys,
        Told::Slots,
    ];

    /// The key by which it is told.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Told::Heap => "heap",
            Told::HeapIdle => "heap_idle",
            Told::HeapReleased => "heap_released",
            Told::StackSys => "stack_sys",
            Told::Slots => "slots",
        }
    }

    /// What its line is called.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Told::Heap => "told: heap",
            Told::HeapIdle => "told: heap idle",
            Told::HeapReleased => "told: released",
            Told::StackSys => "told: stacks",
            Told::Slots => "told: slots",
        }
    }

    /// What of ours it stands beside, in words.
    pub(crate) const fn beside(self) -> &'static str {
        match self {
            Told::Heap => "heap beside allocated",
            Told::HeapIdle => "heap idle beside cached and what was released",
            Told::HeapReleased => {
                "what was released beside no row: it is not \
                                   resident"
            }
            Told::StackSys => "stacks within program",
            Told::Slots => "slots are elements that there is room for",
        }
    }

    /// Whether it counts bytes.
    pub(crate) const fn is_bytes(self) -> bool {
        !matches!(self, Told::Slots)
    }

    /// What was told at `phase`.
    pub(crate) fn of(self, phase: &Phase) -> Option<u64> {
        phase.allocator.get(self.name()).copied()
    }

    /// Whether `probe` told it at any phase.
    pub(crate) fn is_told(self, probe: &Probe) -> bool {
        probe.phases.iter().any(|phase| self.of(phase).is_some())
    }
}
