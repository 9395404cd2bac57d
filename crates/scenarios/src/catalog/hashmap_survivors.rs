use crate::entry_map::EntryMap;
use crate::retention::{self, Course};
use crate::{Host, Plan, Remedy, Scenario};

/// Boxed values of 128 bytes, of which one in a thousand stays.
///
/// Shows fragmentation. The survivors are those whose insertion index is a
/// multiple of a thousand, so no two share a page, and each keeps the page it
/// lies on resident: about 4 KiB of fragmentation for each survivor, which no
/// purge and no shrinking gives back, because nothing moves a box.
pub(super) struct HashmapSurvivors;

type Boxes = EntryMap<Box<[u8; 128]>>;

const CONTAINERS: &[&str] = &["entries"];
const SURVIVES_EVERY: u64 = 1_000;

impl Scenario for HashmapSurvivors {
    fn name(&self) -> &'static str {
        "hashmap-survivors"
    }

    fn summary(&self) -> &'static str {
        "HashMap<u64, Box<[u8; 128]>>: fill, remove all but one in 1000"
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
        Boxes::peak_bytes(elements)
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let survives = |index: u64| index.is_multiple_of(SURVIVES_EVERY);
        let mut entries = Boxes::keeping(CONTAINERS[0], survives);
        let containers = &mut [&mut entries as _];
        Course { containers, plan, host }.run(|| ());
    }
}
