use crate::retention::{self, Course};
use crate::{Host, Plan, Remedy, Scenario};

/// Nothing at all, at every phase.
///
/// Shows what the process costs before it does anything: the program's own
/// pages, the allocator's start. Take it off any other scenario to see what
/// the workload itself did. Whatever changes between its phases is the
/// measurement, not the program.
pub(super) struct Empty;

impl Scenario for Empty {
    fn name(&self) -> &'static str {
        "empty"
    }

    fn summary(&self) -> &'static str {
        "no allocation of its own: what the process itself costs"
    }

    fn containers(&self) -> &'static [&'static str] {
        &[]
    }

    fn phases(&self, remedy: Remedy) -> Vec<&'static str> {
        retention::phases(remedy)
    }

    fn peak_slack(&self, _elements: u64) -> u64 {
        0
    }

    fn peak_bytes(&self, _elements: u64) -> u64 {
        0
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        Course { containers: &mut [], plan, host }.run(|| ());
    }
}
