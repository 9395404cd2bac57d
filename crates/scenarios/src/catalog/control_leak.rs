use std::mem;

use crate::plant::{self, Chain};
use crate::{Host, Plan, Remedy, Scenario, phase};

/// Plants a leak: blocks that nothing points to any more. They were never
/// freed, so they are live, and no container's. Expect the planted bytes in
/// `other_live`.
pub(super) struct ControlLeak;

impl Scenario for ControlLeak {
    fn name(&self) -> &'static str {
        "control-leak"
    }

    fn summary(&self) -> &'static str {
        "plants a leak: blocks forgotten, never freed"
    }

    fn containers(&self) -> &'static [&'static str] {
        &[]
    }

    fn phases(&self, _remedy: Remedy) -> Vec<&'static str> {
        plant::LASTING.to_vec()
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        plant::peak_bytes(elements)
    }

    fn default_elements(&self) -> u64 {
        plant::DEFAULT_ELEMENTS
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        host.mark(phase::BASELINE);
        mem::forget(Chain::asking(plan.elements));
        host.mark(phase::PLANTED);
    }

    fn is_control(&self) -> bool {
        true
    }
}
