use std::hint::black_box;

use crate::{Holding, Host, Plan, Remedy, Scenario, phase, plant};

/// Plants slack: a vector that was full and is empty, all of its capacity
/// touched. Expect the planted bytes in `slack`, of the container `planted`.
pub(super) struct ControlSlack;

const PLANTED: &str = "planted";

impl Scenario for ControlSlack {
    fn name(&self) -> &'static str {
        "control-slack"
    }

    fn summary(&self) -> &'static str {
        "plants container slack: a vector, written and truncated"
    }

    fn containers(&self) -> &'static [&'static str] {
        &[PLANTED]
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
        let mut vector = Vec::new();
        mark(host, &vector, phase::BASELINE);
        host.within(PLANTED, &mut || {
            vector = vec![plant::MARK; plant::length(plan.elements)];
            // Nobody reads the bytes; without this they need not be written.
            black_box(&mut vector).clear();
        });
        mark(host, &vector, phase::PLANTED);
        host.within(PLANTED, &mut || vector = Vec::new());
        mark(host, &vector, phase::DROPPED);
    }

    fn is_control(&self) -> bool {
        true
    }
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
