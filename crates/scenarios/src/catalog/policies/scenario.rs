//! A trace under a policy, hour by hour.

use super::counted::{Counted, ENTRY};
use super::policy::Policy;
use super::trace::{DAYS, HIGHEST, HOURS_A_DAY, LOWEST, Trace};
use crate::containers::hash_table_peak;
use crate::{Holding, Host, Ladder, Plan, Rung, Scenario, Tag, phase, random};

const SESSIONS: &str = "sessions";

/// The phases of the trace: the lowest and the highest hour of each day.
const HOURS: [&str; 2 * DAYS as usize] = [
    "day-1-night",
    "day-1-noon",
    "day-2-night",
    "day-2-noon",
    "day-3-night",
    "day-3-noon",
    "day-4-night",
    "day-4-noon",
    "day-5-night",
    "day-5-noon",
];

/// A map whose oldest elements go as new ones come, through five days, and
/// shrunk by a policy.
///
/// Shows what a policy keeps and what it costs, in figures that are the same
/// on every machine: bytes that the table holds beyond its elements, added up
/// hour by hour, against elements moved. `residue run -s 'policy-*'` has a
/// table of them, and recommends one.
pub(super) struct Shrinking {
    pub(super) trace: Trace,
    pub(super) policy: Policy,
}

/// What has been added up so far.
#[derive(Default)]
struct Sums {
    /// Bytes of the table beyond its elements, an hour each.
    kept_byte_hours: u64,
    /// The largest table.
    most_bytes: u64,
}

impl Scenario for Shrinking {
    fn name(&self) -> &'static str {
        self.policy.name(self.trace)
    }

    fn summary(&self) -> &'static str {
        self.policy.summary()
    }

    fn tags(&self) -> &'static [Tag] {
        &[Tag::Policy, Tag::Load]
    }

    fn containers(&self) -> &'static [&'static str] {
        &[SESSIONS]
    }

    fn phases(&self, ladder: Ladder) -> Vec<&'static str> {
        let rungs = ladder.rungs().iter().map(|rung| rung.name());
        let phases = std::iter::once(phase::BASELINE).chain(HOURS);
        phases.chain(rungs).collect()
    }

    /// Which size the trace is largest at depends on the seed.
    fn peak_slack(&self, _: u64) -> Option<u64> {
        None
    }

    fn entry_bytes(&self) -> Vec<u64> {
        vec![ENTRY]
    }

    fn peak_index(&self) -> usize {
        2
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        hash_table_peak(elements, ENTRY, 0).bytes.saturating_mul(2)
    }

    fn default_elements(&self) -> u64 {
        100_000
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let mut map = Counted::default();
        let mut sums = Sums::default();
        mark(host, &map, phase::BASELINE);
        let (mut oldest, mut youngest) = (0, 0);
        let mut phases = HOURS.into_iter();
        for hour in 0..DAYS * HOURS_A_DAY {
            let size = self.trace.size(plan.elements, plan.seed, hour);
            // A fifth of all go each hour, however many there are then.
            let gone = (map.len() / 5).max(map.len().saturating_sub(size));
            let end = oldest + gone + size;
            host.within(SESSIONS, &mut || {
                let has_lost = size < map.len();
                remove(&mut map, plan, oldest..oldest + gone);
                insert(&mut map, plan, youngest..end);
                self.policy.apply(&mut map, hour, has_lost);
            });
            (oldest, youngest) = (oldest + gone, end);
            sums.add(&map);
            if [LOWEST, HIGHEST].contains(&(hour % HOURS_A_DAY)) {
                tell(host, &map, &sums);
                mark(host, &map, phases.next().expect("two a day"));
            }
        }
        for rung in plan.ladder.rungs() {
            step(host, &mut map, *rung);
            mark(host, &map, rung.name());
        }
    }
}

impl Sums {
    /// Adds an hour.
    fn add(&mut self, map: &Counted) {
        let table = map.table_bytes();
        self.kept_byte_hours += table - map.len() * ENTRY;
        self.most_bytes = self.most_bytes.max(table);
    }
}

fn remove(map: &mut Counted, plan: &Plan, elements: std::ops::Range<u64>) {
    for index in elements {
        map.remove(random::key(plan.seed, index));
    }
}

fn insert(map: &mut Counted, plan: &Plan, elements: std::ops::Range<u64>) {
    for index in elements {
        let key = random::key(plan.seed, index);
        map.insert(key, random::filler(key));
    }
}

fn step(host: &mut dyn Host, map: &mut Counted, rung: Rung) {
    let mut held = |work: &mut dyn FnMut()| host.within(SESSIONS, work);
    match rung {
        Rung::Settled => host.settle(),
        Rung::Collected => host.collect(),
        Rung::Purged => host.purge(),
        Rung::Shrunk => held(&mut || map.shrink_to(0)),
        Rung::Rebuilt => held(&mut || map.rebuild()),
        Rung::Dropped => held(&mut || *map = Counted::default()),
    }
}

/// What has been counted so far.
fn tell(host: &mut dyn Host, map: &Counted, sums: &Sums) {
    host.tell("kept_byte_hours", sums.kept_byte_hours);
    host.tell("rehashes", map.rehashes);
    host.tell("moved_bytes", map.moved * ENTRY);
    host.tell("table_bytes", map.table_bytes());
    host.tell("most_table_bytes", sums.most_bytes);
}

fn mark(host: &mut dyn Host, map: &Counted, phase: &'static str) {
    host.declare(Holding {
        container: SESSIONS,
        payload: map.len() * ENTRY,
        elements: map.len(),
        capacity: map.room().max(map.len()),
    });
    host.mark(phase);
}
