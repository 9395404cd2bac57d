#![expect(unsafe_code, reason = "a file mapping can change under its owner")]

use std::fs::File;

use memmap2::MmapMut;
use rustix::fs::{MemfdFlags, memfd_create};

use crate::control::Control;
use crate::{Expected, Host, Scenario, phase, plant};

/// Plants a shared mapping: memory of a nameless file, mapped shared and
/// written in full. Expect the planted bytes in `program`; no allocator was
/// asked.
pub(super) static CONTROL: &dyn Scenario = &Control {
    name: "control-shared",
    summary: "plants a shared mapping: a memory file, written in full",
    containers: &[],
    phases: &plant::REMOVABLE,
    beside: 0,
    expected: Expected::NotHeap,
    run,
};

fn run(elements: u64, host: &mut dyn Host) {
    host.mark(phase::BASELINE);
    let mut mapping = map(plant::bytes(elements));
    mapping.fill(plant::MARK);
    host.mark(phase::PLANTED);
    drop(mapping);
    host.mark(phase::DROPPED);
}

/// A shared mapping of `bytes` of fresh memory.
fn map(bytes: u64) -> MmapMut {
    let file = memfd_create(c"control-shared", MemfdFlags::CLOEXEC)
        .map(File::from)
        .expect("a kernel with memfd_create");
    file.set_len(bytes).expect("a size that memory files can have");
    // SAFETY: the file was made above, has no name, and is closed on return,
    // so nobody else can write to it or shorten it.
    unsafe { MmapMut::map_mut(&file) }.expect("address space for the mapping")
}
