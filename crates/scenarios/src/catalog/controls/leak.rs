use std::mem;

use crate::chain::Chain;
use crate::control::Control;
use crate::{Expected, Host, Scenario, phase, plant};

/// Plants a leak: blocks that nothing points to any more. They were never
/// freed, so they are live, and no container's. Expect the planted bytes in
/// `other_live`.
pub(super) static CONTROL: &dyn Scenario = &Control {
    name: "control-leak",
    summary: "plants a leak: blocks forgotten, never freed",
    containers: &[],
    phases: &plant::LASTING,
    beside: 0,
    expected: Expected::Live,
    run,
};

fn run(elements: u64, host: &mut dyn Host) {
    host.mark(phase::BASELINE);
    mem::forget(Chain::asking(plant::bytes(elements)));
    host.mark(phase::PLANTED);
}
