//! Scenarios of a user's own.

use std::sync::OnceLock;

use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Blocks, Plan, Scenario, Tag};

/// A container of yours, to be taken through the course that all retention
/// scenarios take: filled, drained, and then down the rungs of a ladder.
///
/// Empty by default, and then without heap. What it does must depend on the
/// plan alone, so that two runs with one plan make the same allocations.
pub trait Collection: Default + 'static {
    /// What its scenario is called, and the container in the ledger.
    const NAME: &'static str;

    /// What the scenario does, in one line.
    const SUMMARY: &'static str;

    /// Takes it to its peak, of `plan.elements`.
    fn fill(&mut self, plan: &Plan);

    /// Removes elements as your program does. What it keeps of its room is
    /// what the scenario shows.
    fn drain(&mut self, plan: &Plan);

    /// Gives back the room that it does not need; nothing where there is no
    /// such thing.
    fn shrink(&mut self) {}

    /// The elements in a new container that has room for no more; the shrunk
    /// one, where it knows no better.
    #[must_use]
    fn rebuild(mut self) -> Self {
        self.shrink();
        self
    }

    /// Elements held.
    fn len(&self) -> usize;

    /// Whether it holds none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Elements that it has room for, at least those it holds.
    fn capacity(&self) -> usize;

    /// Bytes of all elements, with what they own on the heap. Exact: the rest
    /// of what the container asked for is its slack.
    fn payload(&self) -> u64;
}

/// The scenario of a [`Collection`].
pub const fn retention<C: Collection>() -> impl Scenario {
    let steps = Steps {
        name: C::NAME,
        summary: C::SUMMARY,
        fill: C::fill,
        drain: C::drain,
        shrink: C::shrink,
        len: C::len,
        capacity: C::capacity,
        payload: C::payload,
    };
    steps.rebuilding(C::rebuild)
}

/// A container of yours, step by step: what [`Collection`] is for a type of
/// your own, for any type there is. Closures that take nothing from around them
/// will do.
///
/// ```
/// use residue_scenarios::{Scenario, Steps};
///
/// static QUEUE: &dyn Scenario = &Steps {
///     name: "queue",
///     summary: "Vec<u64>: pushed, and popped",
///     fill: |queue: &mut Vec<u64>, plan| queue.extend(0..plan.elements),
///     drain: |queue, _| while queue.pop().is_some() {},
///     shrink: Vec::shrink_to_fit,
///     len: Vec::len,
///     capacity: Vec::capacity,
///     payload: |queue| 8 * queue.len() as u64,
/// }
/// .scenario();
///
/// assert_eq!(QUEUE.containers(), ["queue"]);
/// ```
pub struct Steps<C> {
    /// What the scenario is called, and the container in the ledger.
    pub name: &'static str,
    /// What the scenario does, in one line.
    pub summary: &'static str,
    /// Takes it to its peak, of `plan.elements`.
    pub fill: fn(&mut C, &Plan),
    /// Removes elements as your program does. What it keeps of its room is
    /// what the scenario shows.
    pub drain: fn(&mut C, &Plan),
    /// Gives back the room that it does not need; nothing where there is no
    /// such thing.
    pub shrink: fn(&mut C),
    /// Elements held.
    pub len: fn(&C) -> usize,
    /// Elements that it has room for, at least those it holds.
    pub capacity: fn(&C) -> usize,
    /// Bytes of all elements, with what they own on the heap. Exact: the rest
    /// of what the container asked for is its slack.
    pub payload: fn(&C) -> u64,
}

impl<C: Default + 'static> Steps<C> {
    /// The scenario that takes these steps. It is rebuilt by shrinking it.
    pub const fn scenario(self) -> impl Scenario {
        self.rebuilding(|container| container)
    }

    const fn rebuilding(self, rebuild: fn(C) -> C) -> impl Scenario {
        Retention {
            name: self.name,
            summary: self.summary,
            tags: &[Tag::Default, Tag::Container],
            names: &[],
            containers: self.container(rebuild),
            stages: Stages::USUAL,
            blames: Blames::Unsaid,
        }
    }

    const fn container(self, rebuild: fn(C) -> C) -> Container<C> {
        Container {
            open: |_, _| (),
            fill: self.fill,
            drain: self.drain,
            shrink: self.shrink,
            rebuild,
            len: self.len,
            capacity: self.capacity,
            payload: self.payload,
            entry: 0,
            // Nobody knows before it has run: every size is tried.
            peak: |_| Peak { slack: None, bytes: 0 },
            kept: |_| 0,
            freed: |_| [Blocks::of(0, 0); 2],
        }
    }
}

static INSTALLED: OnceLock<&'static [&'static dyn Scenario]> = OnceLock::new();

/// Puts `scenarios` in the place of the catalogue for the rest of this
/// process: [`all`](crate::all) and [`find`](crate::find) then know these
/// alone. Nothing changes where there are none, or where it was done before.
/// Allocates nothing, so that a probe can do it before anything else.
pub fn install(scenarios: &'static [&'static dyn Scenario]) {
    if !scenarios.is_empty() {
        // The first to come stays: a process has one set of scenarios.
        let _ = INSTALLED.set(scenarios);
    }
}

/// What [`install`] put in the place of the catalogue.
pub(crate) fn installed() -> Option<&'static [&'static dyn Scenario]> {
    INSTALLED.get().copied()
}
