use crate::entry_map::EntryMap;
use crate::log_line::log_line;
use crate::retention::{self, Course};
use crate::{Host, Plan, Remedy, Scenario};

/// Values of 129 bytes: one map holds them inline, another boxed.
///
/// Go boxes map values of more than 128 bytes by itself; Rust stores whatever
/// it is given in the table. This shows what either costs. The one byte past
/// 128 widens an inline entry from 136 to 144 bytes, for every bucket whether
/// used or not: 290 MiB for a million entries, all of it kept by the
/// container when they are removed. The boxed map keeps 34 MiB, and leaves
/// its boxes to the allocator.
pub(super) struct HashmapWide;

const VALUE: usize = 129;
type Inline = EntryMap<[u8; VALUE]>;
type Boxed = EntryMap<Box<[u8; VALUE]>>;

/// Boxed first. The growing tables of the inline map teach glibc to take
/// blocks of many megabytes from its heap; the tables of the boxed map would
/// then leave holes among the boxes, and the log line would lie in one of them
/// rather than above the boxes.
const CONTAINERS: &[&str] = &["boxed", "inline"];

impl Scenario for HashmapWide {
    fn name(&self) -> &'static str {
        "hashmap-wide"
    }

    fn summary(&self) -> &'static str {
        "values of 129 bytes, inline in one map and boxed in another"
    }

    fn containers(&self) -> &'static [&'static str] {
        CONTAINERS
    }

    fn phases(&self, remedy: Remedy) -> Vec<&'static str> {
        retention::phases(remedy)
    }

    fn peak_slack(&self, elements: u64) -> u64 {
        Boxed::peak_slack(elements)
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        Inline::peak_bytes(elements)
            .saturating_add(Boxed::peak_bytes(elements))
            .saturating_add(VALUE as u64)
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let mut boxed = Boxed::new(CONTAINERS[0]);
        let mut inline = Inline::new(CONTAINERS[1]);
        let containers = &mut [&mut boxed as _, &mut inline as _];
        let mut course = Course { containers, plan, host };
        course.run(|| log_line(plan.elements, VALUE));
    }
}
