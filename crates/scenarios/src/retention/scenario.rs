//! What a retention scenario states.

use super::containers::Containers;
use super::course::{self, Course};
use super::stages::Stages;
use crate::{Host, Plan, Remedy, Scenario, Tag};

/// A scenario that fills containers, drains them, and comes down rung by rung.
/// All of them are alike but for what stands here.
pub(crate) struct Retention<C> {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) tags: &'static [Tag],
    /// The names of the containers, in their order.
    pub(crate) names: &'static [&'static str],
    pub(crate) containers: C,
    pub(crate) stages: Stages,
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

    fn containers(&self) -> &'static [&'static str] {
        self.names
    }

    fn phases(&self, remedy: Remedy) -> Vec<&'static str> {
        course::phases(&self.stages, remedy)
    }

    fn peak_index(&self) -> usize {
        1 + usize::from(self.stages.opened.is_some())
    }

    fn peak_slack(&self, elements: u64) -> u64 {
        self.containers.peaks(elements).next().map_or(0, |peak| peak.slack)
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        let line = self.stages.log_line.unwrap_or(0) as u64;
        self.containers
            .peaks(elements)
            .fold(line, |sum, peak| sum.saturating_add(peak.bytes))
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let stages = &self.stages;
        self.containers.make(self.names, |containers| {
            Course { containers, stages, plan, host }.run();
        });
    }
}
