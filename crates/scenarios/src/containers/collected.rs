//! A vector that was collected from another one.

use super::{Value, sized_vector};
use crate::retention::{Container, Peak};

/// One element in this many is collected.
const ONE_IN: usize = 100;

/// A vector that is made in one piece, and of which a few are collected into
/// another: std collects them in place, so that the other has all its room.
pub(crate) const fn collected_in_place<V: Value>() -> Container<Vec<V>> {
    Container {
        drain: |vector, _| {
            let all = std::mem::take(vector).into_iter().enumerate();
            let few = all.filter(|(index, _)| index % ONE_IN == 0);
            *vector = few.map(|(_, value)| value).collect();
        },
        peak: |elements| {
            let size = size_of::<V>() as u64 + V::OWNED;
            // The few that are left move to a place of their own size.
            let most = elements.saturating_add(few(elements));
            Peak { slack: Some(0), bytes: most.saturating_mul(size) }
        },
        kept: |elements| {
            let gone = elements - few(elements);
            gone.saturating_mul(size_of::<V>() as u64)
        },
        ..sized_vector()
    }
}

/// How many are collected.
const fn few(elements: u64) -> u64 {
    elements.div_ceil(ONE_IN as u64)
}
