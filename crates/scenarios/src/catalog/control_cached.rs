use crate::chain::{Chain, Node};
use crate::control::Control;
use crate::{Host, phase, plant};

/// Plants cached memory: blocks allocated, written and freed, with one more
/// block above them that lives on, so that glibc does not trim its heap by
/// itself. Expect the planted bytes in `cached`, less whatever the allocator
/// has given back of its own accord by then.
pub(super) static CONTROL: Control = Control {
    name: "control-cached",
    summary: "plants cached memory: blocks freed below a live one",
    containers: &[],
    phases: &plant::LASTING,
    beside: 0,
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
