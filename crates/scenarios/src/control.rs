//! Scenarios that check the measurement.

use crate::{Expected, Host, Ladder, Plan, Scenario, Tag, plant};

/// A scenario that plants a known amount of one kind of memory. All controls
/// are alike but for what stands here.
pub(crate) struct Control {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) containers: &'static [&'static str],
    /// [`plant::LASTING`] or [`plant::REMOVABLE`].
    pub(crate) phases: &'static [&'static str],
    /// Bytes it needs beside its plant and what every control needs.
    pub(crate) beside: u64,
    /// Who is to blame where it has planted so many bytes.
    pub(crate) expected: fn(u64) -> Expected,
    /// Runs it, with so many elements.
    pub(crate) run: fn(u64, &mut dyn Host),
}

impl Scenario for Control {
    fn name(&self) -> &'static str {
        self.name
    }

    fn summary(&self) -> &'static str {
        self.summary
    }

    fn containers(&self) -> &'static [&'static str] {
        self.containers
    }

    fn phases(&self, _: Ladder) -> Vec<&'static str> {
        self.phases.to_vec()
    }

    /// Only one has a container, of which all that it plants is slack.
    fn peak_slack(&self, elements: u64) -> Option<u64> {
        let has_container = !self.containers.is_empty();
        Some(if has_container { plant::bytes(elements) } else { 0 })
    }

    fn expected(&self, elements: u64) -> Option<Expected> {
        Some((self.expected)(plant::bytes(elements)))
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        plant::peak_bytes(elements).saturating_add(self.beside)
    }

    fn default_elements(&self) -> u64 {
        plant::DEFAULT_ELEMENTS
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        (self.run)(plan.elements, host);
    }

    fn tags(&self) -> &'static [Tag] {
        &[Tag::Control]
    }
}
