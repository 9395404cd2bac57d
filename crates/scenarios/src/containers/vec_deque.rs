//! The std ring, which grows as a vector does.

use std::collections::VecDeque;

use super::pushed::pushed;
use super::{Value, vector};
use crate::random;
use crate::retention::{Container, Peak};

/// A queue that is filled at its back, and emptied at its front.
pub(crate) const fn vec_deque<V: Value>() -> Container<VecDeque<V>> {
    pushed! { list: VecDeque<V>, value: V, push_back, pop_front }
}

/// Elements that pass through a window for each that it shows.
const PASSES: u64 = 4;

/// A window over elements of which many times as many pass through it.
pub(crate) const fn window<V: Value>() -> Container<VecDeque<V>> {
    Container {
        fill: |queue, plan| {
            for turn in 0..plan.elements.saturating_mul(PASSES) {
                queue.push_back(V::of(random::key(plan.seed, turn)));
                if queue.len() as u64 > plan.elements {
                    queue.pop_front();
                }
            }
        },
        peak: |elements| {
            // For a moment there is one more.
            let most = elements.saturating_add(1);
            let peak = vector::peak(most, size_of::<V>() as u64, V::OWNED);
            let slack = peak
                .slack
                .map(|slack| slack.saturating_add(size_of::<V>() as u64));
            Peak { slack, ..peak }
        },
        // All of the ring has been written to.
        kept: |elements| {
            let room = vector::room(elements.saturating_add(1));
            room.saturating_mul(size_of::<V>() as u64)
        },
        ..vec_deque()
    }
}
