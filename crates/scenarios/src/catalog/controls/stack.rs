use std::hint::black_box;
use std::sync::Barrier;
use std::thread::{self, Builder};

use crate::control::Control;
use crate::{Expected, Host, Scenario, phase, plant};

/// Plants a stack: a thread that has used as much stack as the plan says and
/// stands still, deep down. Expect the planted bytes in `program`; the heap
/// knows nothing of them.
///
/// After the thread has been joined its stack may stay: the C library keeps a
/// few for the next thread.
pub(super) static CONTROL: &dyn Scenario = &Control {
    name: "control-stack",
    summary: "plants a thread stack: used in full by a thread that waits",
    containers: &[],
    phases: &plant::REMOVABLE,
    beside: HEADROOM as u64,
    expected: Expected::NotHeap,
    run,
};

/// Stack that one level of the descent fills.
const FRAME: usize = 64 * 1024;

/// Stack for what is not frames of the descent.
const HEADROOM: usize = 256 * 1024;

fn run(elements: u64, host: &mut dyn Host) {
    let length = plant::length(elements);
    host.mark(phase::BASELINE);
    // Barriers, not channels: to wait on a channel allocates.
    let (bottom, release) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        let deep = Builder::new()
            .stack_size(stack_size(length))
            .spawn_scoped(scope, || descend(length, &bottom, &release))
            .expect("address space for one more stack");
        bottom.wait();
        let release = Release(&release);
        host.mark(phase::PLANTED);
        drop(release);
        deep.join().expect("the thread comes back up");
    });
    host.mark(phase::DROPPED);
}

/// The planted bytes, with room for what a frame has beside its buffer.
fn stack_size(length: usize) -> usize {
    length.saturating_add(length / 8).saturating_add(HEADROOM)
}

/// Lets the thread go, also if the host panics: the scope would wait forever.
struct Release<'a>(&'a Barrier);

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.0.wait();
    }
}

/// Fills `left` bytes of stack to the nearest frame, reports at the bottom,
/// and comes up when released.
fn descend(left: usize, bottom: &Barrier, release: &Barrier) {
    let mut frame = [plant::MARK; FRAME];
    black_box(&mut frame);
    if left >= FRAME + FRAME / 2 {
        descend(left - FRAME, bottom, release);
    } else {
        bottom.wait();
        release.wait();
    }
    // The frame must outlive the call: no tail call, no shared slot.
    black_box(&mut frame);
}
