#![expect(unsafe_code, reason = "a file mapping can change under its owner")]

use std::fs::File;

use memmap2::MmapMut;
use rustix::fs::{MemfdFlags, memfd_create};

use crate::{Host, Plan, Remedy, Scenario, phase, plant};

/// Plants a shared mapping: memory of a nameless file, mapped shared and
/// written in full. Expect the planted bytes in `program`; no allocator was
/// asked.
pub(super) struct ControlShared;

impl Scenario for ControlShared {
    fn name(&self) -> &'static str {
        "control-shared"
    }

    fn summary(&self) -> &'static str {
        "plants a shared mapping: a memory file, written in full"
    }

    fn containers(&self) -> &'static [&'static str] {
        &[]
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
        host.mark(phase::BASELINE);
        let mut mapping = map(plant::bytes(plan.elements));
        mapping.fill(plant::MARK);
        host.mark(phase::PLANTED);
        drop(mapping);
        host.mark(phase::DROPPED);
    }

    fn is_control(&self) -> bool {
        true
    }
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
