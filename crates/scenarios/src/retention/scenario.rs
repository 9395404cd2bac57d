//! What a retention scenario states.

use std::slice;

use super::containers::Containers;
use super::course::{self, Course};
use super::stages::Stages;
use crate::{Expected, Host, Ladder, Plan, Scenario, Tag};

/// A scenario that fills containers, drains them, and comes down rung by rung.
/// All of them are alike but for what stands here.
pub(crate) struct Retention<C> {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) tags: &'static [Tag],
    /// The names of the containers, in their order. Where there are none, the
    /// scenario's own.
    pub(crate) names: &'static [&'static str],
    pub(crate) containers: C,
    pub(crate) stages: Stages,
    /// Who is to blame right after the peak.
    pub(crate) blames: Blames,
}

/// Who is to blame right after the peak, as far as a descriptor says it: the
/// bytes are the containers' to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blames {
    /// The containers, which keep their room.
    Container,
    /// The allocator, for what was freed.
    Freed,
    /// The allocator, for all that lived at the peak, in sizes that are a
    /// library's own.
    Emptied,
    /// Nobody but the containers, which do not ask the tracked allocator for
    /// the room that they keep.
    Foreign,
    /// The allocator, for what was freed around those that stay.
    Scattered,
    /// Nobody: all is gone.
    Nobody,
    /// That cannot be told without knowing the allocator.
    Unsaid,
}

impl<C: Containers + 'static> Scenario for Retention<C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn summary(&self) -> &'static str {
        self.summary
    }

    fn tags(&self) -> &'static [Tag] {
        self.tags
    }

    fn containers(&self) -> &[&'static str] {
        let is_own = self.names.is_empty() && C::COUNT > 0;
        if is_own { slice::from_ref(&self.name) } else { self.names }
    }

    fn phases(&self, ladder: Ladder) -> Vec<&'static str> {
        course::phases(&self.stages, ladder)
    }

    fn peak_index(&self) -> usize {
        1 + usize::from(self.stages.opened.is_some())
    }

    fn peak_slack(&self, elements: u64) -> Option<u64> {
        let first = self.containers.peaks(elements).next();
        first.map_or(Some(0), |peak| peak.slack)
    }

    fn expected(&self, elements: u64) -> Option<Expected> {
        let containers = &self.containers;
        Some(match self.blames {
            Blames::Container => Expected::Container(containers.kept(elements)),
            Blames::Freed => Expected::Freed(containers.freed(elements)),
            Blames::Emptied => Expected::Emptied,
            Blames::Foreign => Expected::Live(containers.kept(elements)),
            Blames::Scattered => {
                Expected::Scattered(containers.freed(elements))
            }
            Blames::Nobody => Expected::Nobody,
            Blames::Unsaid => return None,
        })
    }

    fn entry_bytes(&self) -> Vec<u64> {
        self.containers.entries()
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        let line = self.stages.log_line.unwrap_or(0) as u64;
        self.containers
            .peaks(elements)
            .fold(line, |sum, peak| sum.saturating_add(peak.bytes))
    }

    /// Those that are not run unless they are named are many.
    fn default_elements(&self) -> u64 {
        if self.tags.contains(&Tag::Default) { 500_000 } else { 100_000 }
    }

    /// Threads take turns, and let go, as it happens.
    fn is_deterministic(&self) -> bool {
        !self.tags.contains(&Tag::Threads)
    }

    fn allocates_elsewhere(&self) -> bool {
        self.blames == Blames::Foreign
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let stages = &self.stages;
        self.containers.make(self.containers(), |containers| {
            Course { containers, stages, plan, host }.run();
        });
    }
}
