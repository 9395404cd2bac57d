use crate::entry_map::EntryMap;
use crate::retention::{self, Course};
use crate::{Host, Plan, Remedy, Scenario};

/// Values of 128 bytes, stored in the table itself.
///
/// Shows retention by the container alone. A million entries of 136 bytes lie
/// in a table of 2,097,152 buckets, 274.0 MiB in one piece. `remove` only
/// marks buckets as free, so after the last element has gone the table is as
/// large as at the peak, all of it slack. `shrink_to_fit` frees it, and every
/// allocator gives a block of that size back to the system: at once, or when
/// asked to collect.
pub(super) struct HashmapValue;

type Values = EntryMap<[u8; 128]>;

const CONTAINERS: &[&str] = &["entries"];

impl Scenario for HashmapValue {
    fn name(&self) -> &'static str {
        "hashmap-value"
    }

    fn summary(&self) -> &'static str {
        "HashMap<u64, [u8; 128]>: fill, remove all, keep the table"
    }

    fn containers(&self) -> &'static [&'static str] {
        CONTAINERS
    }

    fn phases(&self, remedy: Remedy) -> Vec<&'static str> {
        retention::phases(remedy)
    }

    fn peak_slack(&self, elements: u64) -> u64 {
        Values::peak_slack(elements)
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        Values::peak_bytes(elements)
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let mut entries = Values::new(CONTAINERS[0]);
        let containers = &mut [&mut entries as _];
        Course { containers, plan, host }.run(|| ());
    }
}
