use crate::entry_map::EntryMap;
use crate::log_line::log_line;
use crate::retention::{self, Course};
use crate::{Host, Plan, Remedy, Scenario};

/// Values of 128 bytes, each in a box of its own.
///
/// Shows both retentions at once. The table of a million entries is 34.0 MiB
/// and stays with the container, as in `hashmap-value`; the 122 MiB of boxes
/// are freed, and stay with the allocator. On glibc that takes one live
/// allocation above the boxes: without it the freed boxes are the top of the
/// heap, which `free` trims by itself. A program at its peak always makes
/// some such allocation, here a line of log.
pub(super) struct HashmapPointer;

const VALUE: usize = 128;
type Boxes = EntryMap<Box<[u8; VALUE]>>;

const CONTAINERS: &[&str] = &["entries"];

impl Scenario for HashmapPointer {
    fn name(&self) -> &'static str {
        "hashmap-pointer"
    }

    fn summary(&self) -> &'static str {
        "HashMap<u64, Box<[u8; 128]>>: fill, write a log line, remove all"
    }

    fn containers(&self) -> &'static [&'static str] {
        CONTAINERS
    }

    fn phases(&self, remedy: Remedy) -> Vec<&'static str> {
        retention::phases(remedy)
    }

    fn peak_slack(&self, elements: u64) -> u64 {
        Boxes::peak_slack(elements)
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        Boxes::peak_bytes(elements).saturating_add(VALUE as u64)
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let mut entries = Boxes::new(CONTAINERS[0]);
        let containers = &mut [&mut entries as _];
        let mut course = Course { containers, plan, host };
        course.run(|| log_line(plan.elements, VALUE));
    }
}
