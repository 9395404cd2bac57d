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
    Retention {
        name: C::NAME,
        summary: C::SUMMARY,
        tags: &[Tag::Default, Tag::Container],
        names: const { &[C::NAME] },
        containers: container::<C>(),
        stages: Stages::USUAL,
        blames: Blames::Unsaid,
    }
}

const fn container<C: Collection>() -> Container<C> {
    Container {
        open: |_, _| (),
        fill: C::fill,
        drain: C::drain,
        shrink: C::shrink,
        rebuild: C::rebuild,
        len: C::len,
        capacity: C::capacity,
        payload: C::payload,
        entry: 0,
        // Nobody knows before it has run: every size is tried.
        peak: |_| Peak { slack: None, bytes: 0 },
        kept: |_| 0,
        freed: |_| [Blocks::of(0, 0); 2],
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
