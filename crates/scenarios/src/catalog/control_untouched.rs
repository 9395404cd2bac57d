use std::hint::black_box;

use crate::{Host, Plan, Remedy, Scenario, phase, plant};

/// Plants untouched memory: a vector with capacity that nobody writes to.
/// Live, but on pages that the kernel never had to supply. Expect the planted
/// bytes in `untouched`, beside the rows, and no row to grow.
pub(super) struct ControlUntouched;

impl Scenario for ControlUntouched {
    fn name(&self) -> &'static str {
        "control-untouched"
    }

    fn summary(&self) -> &'static str {
        "plants untouched memory: capacity that is never written"
    }

    fn containers(&self) -> &'static [&'static str] {
        &[]
    }

    fn phases(&self, _remedy: Remedy) -> Vec<&'static str> {
        plant::REMOVABLE.to_vec()
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        plant::peak_bytes(elements)
    }

    fn default_elements(&self) -> u64 {
        plant::DEFAULT_ELEMENTS
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        host.mark(phase::BASELINE);
        let vector = Vec::<u8>::with_capacity(plant::length(plan.elements));
        // Without this an allocation that nobody uses need not be made.
        let vector = black_box(vector);
        host.mark(phase::PLANTED);
        drop(vector);
        host.mark(phase::DROPPED);
    }

    fn is_control(&self) -> bool {
        true
    }
}
