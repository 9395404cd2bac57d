use std::hint::black_box;

use crate::control::Control;
use crate::{Expected, Holding, Host, Scenario, phase, plant};

/// Plants slack: a vector that was full and is empty, all of its capacity
/// touched. Expect the planted bytes in `slack`, of the container `planted`.
pub(super) static CONTROL: &dyn Scenario = &Control {
    name: "control-slack",
    summary: "plants container slack: a vector, written and truncated",
    containers: &[PLANTED],
    phases: &plant::REMOVABLE,
    beside: 0,
    expected: Expected::Container,
    run,
};

const PLANTED: &str = "planted";

fn run(elements: u64, host: &mut dyn Host) {
    let mut vector = Vec::new();
    mark(host, &vector, phase::BASELINE);
    host.within(PLANTED, &mut || {
        vector = vec![plant::MARK; plant::length(elements)];
        // Nobody reads the bytes; without this they need not be written.
        black_box(&mut vector).clear();
    });
    mark(host, &vector, phase::PLANTED);
    host.within(PLANTED, &mut || vector = Vec::new());
    mark(host, &vector, phase::DROPPED);
}

fn mark(host: &mut dyn Host, vector: &Vec<u8>, phase: &'static str) {
    host.declare(Holding {
        container: PLANTED,
        payload: vector.len() as u64,
        elements: vector.len() as u64,
        capacity: vector.capacity() as u64,
    });
    host.mark(phase);
}
