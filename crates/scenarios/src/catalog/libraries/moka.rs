use std::hash::{BuildHasherDefault, DefaultHasher};

use moka::sync::{Cache as Bounded, CacheBuilder};

use super::labels::MOKA;
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Freed, Scenario, Tag, random};

type Value = [u8; 128];
type Cache = Bounded<u64, Value, BuildHasherDefault<DefaultHasher>>;

/// Bytes of an entry.
const ENTRY: u64 = size_of::<(u64, Value)>() as u64;

/// Room for what it has however few its entries are: queues of a fixed length.
const ASIDE: u64 = 256 * 1024;

/// A cache whose entries have all been invalidated. None stands for one that
/// was not made yet.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: MOKA.name,
    summary: MOKA.summary,
    tags: &[Tag::Objects, Tag::Threads, Tag::Library],
    names: &["entries"],
    containers: Container {
        open: |_, _| (),
        fill: |cache: &mut Option<Cache>, plan| {
            let made = CacheBuilder::new(plan.elements)
                .build_with_hasher(BuildHasherDefault::new());
            for key in random::keys(plan) {
                made.insert(key, [random::filler(key); 128]);
            }
            made.run_pending_tasks();
            *cache = Some(made);
        },
        drain: |cache, plan| {
            let Some(cache) = cache else { return };
            for key in random::keys(plan) {
                cache.invalidate(&key);
            }
            cache.run_pending_tasks();
        },
        // There is no such thing.
        shrink: |_| (),
        rebuild: |cache| cache.filter(|cache| cache.entry_count() > 0),
        len,
        capacity: |cache| {
            let bound = |cache: &Cache| cache.policy().max_capacity();
            cache.as_ref().and_then(bound).unwrap_or(0) as usize
        },
        payload: |cache| len(cache) as u64 * ENTRY,
        entry: ENTRY,
        peak: |elements| Peak {
            slack: None,
            bytes: elements.saturating_mul(4 * ENTRY).saturating_add(ASIDE),
        },
        kept: |_| 0,
        freed: |_| Freed::default(),
    },
    stages: Stages::USUAL,
    blames: Blames::Emptied,
};

fn len(cache: &Option<Cache>) -> usize {
    cache.as_ref().map_or(0, |cache| cache.entry_count() as usize)
}
