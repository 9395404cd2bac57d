//! Objects that live long, and others that do not.

use super::Value;
use crate::retention::{Container, Peak};
use crate::{Blocks, Plan, random};

/// Half of the objects stay, the others go.
pub(crate) struct Lives<V> {
    long: Vec<V>,
    short: Vec<V>,
}

impl<V> Default for Lives<V> {
    fn default() -> Self {
        Self { long: Vec::new(), short: Vec::new() }
    }
}

/// In which order objects are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// One that stays, one that goes.
    Mixed,
    /// First all that stay, then all that go.
    Apart,
}

/// Objects in this order, of which those that do not live long are dropped.
pub(crate) const fn lifetimes<V: Value>(order: Order) -> Container<Lives<V>> {
    Container {
        open: |_, _| (),
        fill: match order {
            Order::Mixed => mixed,
            Order::Apart => apart,
        },
        drain: |lives, _| lives.short.clear(),
        shrink: |lives| {
            lives.long.shrink_to_fit();
            lives.short.shrink_to_fit();
        },
        rebuild: |lives| Lives {
            long: lives.long.into_iter().collect(),
            short: lives.short.into_iter().collect(),
        },
        len: Lives::len,
        capacity: |lives| lives.long.capacity() + lives.short.capacity(),
        payload: |lives| {
            lives.len() as u64 * (size_of::<V>() as u64 + V::OWNED)
        },
        entry: size_of::<V>() as u64,
        peak: |elements| {
            let one = size_of::<V>() as u64 + V::OWNED;
            let bytes = elements.saturating_mul(one);
            Peak { slack: Some(0), bytes }
        },
        kept: |elements| (elements / 2).saturating_mul(size_of::<V>() as u64),
        freed: |elements| {
            [Blocks::of(elements / 2, V::OWNED), Blocks::default()]
        },
    }
}

impl<V: Value> Lives<V> {
    fn len(&self) -> usize {
        self.long.len() + self.short.len()
    }

    /// Makes all the room that there will be.
    fn reserve(&mut self, plan: &Plan) {
        let short = (plan.elements / 2) as usize;
        self.long.reserve_exact(plan.elements as usize - short);
        self.short.reserve_exact(short);
    }
}

fn mixed<V: Value>(lives: &mut Lives<V>, plan: &Plan) {
    lives.reserve(plan);
    for (index, key) in random::keys(plan).enumerate() {
        let half = match index % 2 {
            0 => &mut lives.long,
            _ => &mut lives.short,
        };
        half.push(V::of(key));
    }
}

fn apart<V: Value>(lives: &mut Lives<V>, plan: &Plan) {
    lives.reserve(plan);
    for key in random::keys(plan) {
        let is_full = lives.long.len() == lives.long.capacity();
        let half = if is_full { &mut lives.short } else { &mut lives.long };
        half.push(V::of(key));
    }
}
