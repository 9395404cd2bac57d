use std::hint::black_box;

use crate::control::Control;
use crate::{Expected, Host, Scenario, phase, plant};

/// Plants untouched memory: a vector with capacity that nobody writes to.
/// Live, but on pages that the kernel never had to supply. Expect the planted
/// bytes in `untouched`, beside the rows, and no row to grow.
pub(super) static CONTROL: &dyn Scenario = &Control {
    name: "control-untouched",
    summary: "plants untouched memory: capacity that is never written",
    containers: &[],
    phases: &plant::REMOVABLE,
    beside: 0,
    expected: |_| Expected::Nobody,
    run,
};

fn run(elements: u64, host: &mut dyn Host) {
    host.mark(phase::BASELINE);
    let vector = Vec::<u8>::with_capacity(plant::length(elements));
    // Without this an allocation that nobody uses need not be made.
    let vector = black_box(vector);
    host.mark(phase::PLANTED);
    drop(vector);
    host.mark(phase::DROPPED);
}
