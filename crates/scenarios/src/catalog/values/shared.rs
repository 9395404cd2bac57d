use std::sync::Arc;

use crate::containers::{Map, Value, hash_table_peak, table_bytes};
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Freed, Plan, Scenario, Tag, random};

type Entry = Arc<[u8; 128]>;

/// Bytes of an element of either map.
const POINTER: u64 = size_of::<(u64, Entry)>() as u64;

/// Values that two maps have in common, of which one lets go of them.
///
/// Each value is counted once, whoever holds it: removing it from one map
/// frees nothing, and what that map keeps is its table.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "hashmap-arc-shared",
    summary: "two HashMaps of the same Arc<[u8; 128]>: fill, empty one of them",
    tags: &[Tag::Container, Tag::Objects],
    names: &["indices"],
    containers: Container {
        open: |_, _| (),
        fill: Indices::fill,
        drain: |indices, plan| {
            for key in random::keys(plan) {
                indices.by_name.remove(&key);
            }
        },
        shrink: |indices| {
            indices.by_id.shrink_to_fit();
            indices.by_name.shrink_to_fit();
        },
        rebuild: |mut indices| {
            indices.by_id.shrink_to_fit();
            indices.by_name.shrink_to_fit();
            indices
        },
        len: |indices| indices.by_id.len(),
        capacity: |indices| indices.by_id.capacity(),
        payload: |indices| {
            let pointers = indices.by_id.len() + indices.by_name.len();
            let values = indices.by_id.len() as u64 * Entry::OWNED;
            pointers as u64 * POINTER + values
        },
        entry: 0,
        peak: |elements| {
            let one = hash_table_peak(elements, POINTER, Entry::OWNED);
            let other = hash_table_peak(elements, POINTER, 0);
            Peak {
                slack: one.slack.map(|slack| slack.saturating_mul(2)),
                bytes: one.bytes.saturating_add(other.bytes),
            }
        },
        // Two tables, one of which is in use.
        kept: |elements| {
            let tables = table_bytes(elements, POINTER).saturating_mul(2);
            tables.saturating_sub(elements.saturating_mul(POINTER))
        },
        freed: |_| Freed::default(),
    },
    stages: Stages::USUAL,
    blames: Blames::Container,
};

/// Values by two keys. All of them are in the first.
#[derive(Default)]
struct Indices {
    by_id: Map<Entry>,
    by_name: Map<Entry>,
}

impl Indices {
    fn fill(&mut self, plan: &Plan) {
        for key in random::keys(plan) {
            let value = Entry::of(key);
            self.by_name.insert(key, Arc::clone(&value));
            self.by_id.insert(key, value);
        }
    }
}
