use std::hash::{BuildHasherDefault, DefaultHasher};

use imbl::GenericHashMap;
use imbl::shared_ptr::DefaultSharedPtr;

use super::labels::IM;
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Freed, Scenario, Tag, random};

type Value = [u8; 128];
type Map = GenericHashMap<
    u64,
    Value,
    BuildHasherDefault<DefaultHasher>,
    DefaultSharedPtr,
>;

/// Bytes of an entry.
const ENTRY: u64 = size_of::<(u64, Value)>() as u64;

/// Room for a node that is there twice while it is changed.
const ASIDE: u64 = 32 * 1024;

/// A map whose nodes several versions can share; here there is one.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: IM.name,
    summary: IM.summary,
    tags: &[Tag::Objects, Tag::Library],
    names: &["entries"],
    containers: Container {
        open: |_, _| (),
        fill: |map: &mut Map, plan| {
            for key in random::keys(plan) {
                map.insert(key, [random::filler(key); 128]);
            }
        },
        drain: |map, _| *map = Map::default(),
        // There is no such thing.
        shrink: |_| (),
        rebuild: |map| map,
        len: Map::len,
        capacity: Map::len,
        payload: |map| map.len() as u64 * ENTRY,
        entry: ENTRY,
        peak: |elements| Peak {
            slack: None,
            bytes: elements.saturating_mul(3 * ENTRY).saturating_add(ASIDE),
        },
        kept: |_| 0,
        freed: |_| Freed::default(),
    },
    stages: Stages::USUAL,
    blames: Blames::Emptied,
};
