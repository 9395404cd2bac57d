//! What a scenario states of a container.

use crate::{Freed, Holding, Plan};

/// How a container of type `C`, which is empty and takes no heap by default,
/// is taken to its peak and down again.
pub(crate) struct Container<C> {
    /// Brings it to what it holds on a normal day, where the scenario has a
    /// phase for that.
    pub(crate) open: fn(&mut C, &Plan),
    /// Takes it to its peak.
    pub(crate) fill: fn(&mut C, &Plan),
    /// Removes elements as a program does, and keeps the room. Must not
    /// allocate: what it needs to find the elements is computed.
    pub(crate) drain: fn(&mut C, &Plan),
    /// `shrink_to_fit`, or nothing where there is no such thing.
    pub(crate) shrink: fn(&mut C),
    /// The elements in a new container that has room for no more.
    pub(crate) rebuild: fn(C) -> C,
    /// Elements held.
    pub(crate) len: fn(&C) -> usize,
    /// Elements it has room for.
    pub(crate) capacity: fn(&C) -> usize,
    /// Bytes of all elements, with what they own.
    pub(crate) payload: fn(&C) -> u64,
    /// Bytes of one element in it, without what that owns: what its capacity
    /// counts.
    pub(crate) entry: u64,
    /// What it needs at its peak, by the number of elements.
    pub(crate) peak: fn(u64) -> Peak,
    /// Resident bytes of its own that it keeps when `drain` has removed its
    /// elements, by their number.
    pub(crate) kept: fn(u64) -> u64,
    /// The objects that `drain` frees, by the number of elements.
    pub(crate) freed: fn(u64) -> Freed,
}

/// What a container needs at its peak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peak {
    /// Exactly the bytes it holds beyond its payload, where that can be worked
    /// out.
    pub(crate) slack: Option<u64>,
    /// At least the most live bytes on the way there.
    pub(crate) bytes: u64,
}

/// A container on its way.
pub(super) struct Held<'a, C> {
    kind: &'a Container<C>,
    name: &'static str,
    elements: C,
}

impl<'a, C: Default> Held<'a, C> {
    pub(super) fn empty(kind: &'a Container<C>, name: &'static str) -> Self {
        Self { kind, name, elements: C::default() }
    }
}

/// A container of whatever type, as the course handles it.
pub(crate) trait Step {
    /// The name its allocations are attributed to.
    fn name(&self) -> &'static str;
    fn open(&mut self, plan: &Plan);
    fn fill(&mut self, plan: &Plan);
    fn drain(&mut self, plan: &Plan);
    fn shrink(&mut self);
    fn rebuild(&mut self);
    /// Gives up everything it holds on the heap.
    fn release(&mut self);
    /// What it holds now.
    fn holding(&self) -> Holding;
}

impl<C: Default> Step for Held<'_, C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn open(&mut self, plan: &Plan) {
        (self.kind.open)(&mut self.elements, plan);
    }

    fn fill(&mut self, plan: &Plan) {
        (self.kind.fill)(&mut self.elements, plan);
    }

    fn drain(&mut self, plan: &Plan) {
        (self.kind.drain)(&mut self.elements, plan);
    }

    fn shrink(&mut self) {
        (self.kind.shrink)(&mut self.elements);
    }

    fn rebuild(&mut self) {
        let old = std::mem::take(&mut self.elements);
        self.elements = (self.kind.rebuild)(old);
    }

    fn release(&mut self) {
        self.elements = C::default();
    }

    fn holding(&self) -> Holding {
        Holding {
            container: self.name,
            payload: (self.kind.payload)(&self.elements),
            elements: (self.kind.len)(&self.elements) as u64,
            capacity: (self.kind.capacity)(&self.elements) as u64,
        }
    }
}
