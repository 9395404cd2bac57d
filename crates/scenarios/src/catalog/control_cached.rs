use crate::plant::{self, Cell, Chain};
use crate::{Host, Plan, Remedy, Scenario, phase};

/// Plants cached memory: blocks allocated, written and freed, with one more
/// block above them that lives on, so that glibc does not trim its heap by
/// itself. Expect the planted bytes in `cached`, less whatever the allocator
/// has given back of its own accord by then.
pub(super) struct ControlCached;

impl Scenario for ControlCached {
    fn name(&self) -> &'static str {
        "control-cached"
    }

    fn summary(&self) -> &'static str {
        "plants cached memory: blocks freed below a live one"
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
        let chain = Chain::leaving(plan.elements);
        // Of the same size, so that it goes where one more of them would.
        let above = Cell::alone();
        drop(chain);
        host.mark(phase::PLANTED);
        drop(above);
    }

    fn is_control(&self) -> bool {
        true
    }
}
