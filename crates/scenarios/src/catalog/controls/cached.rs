use crate::chain::{Chain, Node};
use crate::control::Control;
use crate::{Blocks, Expected, Host, Scenario, phase, plant};

/// Plants cached memory: blocks allocated, written and freed, with one more
/// block above them that lives on, so that glibc does not trim its heap by
/// itself. Expect the planted bytes in `cached`, less whatever the allocator
/// has given back of its own accord by then.
pub(super) static CONTROL: &dyn Scenario = &Control {
    name: "control-cached",
    summary: "plants cached memory: blocks freed below a live one",
    containers: &[],
    phases: &plant::LASTING,
    beside: 0,
    expected: |bytes| {
        Expected::Freed([
            Blocks::of(bytes / Node::SLOT, Node::BYTES),
            Blocks::default(),
        ])
    },
    run,
};

fn run(elements: u64, host: &mut dyn Host) {
    host.mark(phase::BASELINE);
    let chain = Chain::leaving(plant::bytes(elements));
    // Of the same size, so that it goes where one more of them would.
    let above = Node::alone();
    drop(chain);
    host.mark(phase::PLANTED);
    drop(above);
}
