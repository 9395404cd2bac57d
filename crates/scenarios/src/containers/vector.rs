//! The std vector, which grows by pushing.
//!
//! How many bytes it asks for repeats the rule of std: room for four elements first (of at most
//! 1 KiB each), then twice as much each time. A test compares it with what a
//! real vector asks for.

use super::Value;
use super::pushed::pushed;
use crate::random;
use crate::retention::{Container, Peak};

/// Room that the first push makes.
const FIRST: u64 = 4;

/// A vector that is filled by pushing, and emptied by popping.
pub(crate) const fn vector<V: Value>() -> Container<Vec<V>> {
    pushed! { list: Vec<V>, value: V, push, pop }
}

/// The same vector, made for as many elements as it will have: no room is
/// freed on the way.
pub(crate) const fn sized_vector<V: Value>() -> Container<Vec<V>> {
    Container {
        fill: |vector, plan| {
            vector.reserve_exact(plan.elements as usize);
            vector.extend(random::keys(plan).map(V::of));
        },
        peak: |elements| {
            let size = size_of::<V>() as u64 + V::OWNED;
            Peak { slack: Some(0), bytes: elements.saturating_mul(size) }
        },
        ..vector()
    }
}

/// What a vector of `elements` needs, of `size` bytes each that own `owned`:
/// the old room is there beside the new while it grows.
pub(super) fn peak(elements: u64, size: u64, owned: u64) -> Peak {
    let room = room(elements);
    let old = if room == FIRST { 0 } else { room / 2 };
    Peak {
        slack: Some((room - elements).saturating_mul(size)),
        bytes: room
            .saturating_add(old)
            .saturating_mul(size)
            .saturating_add(elements.saturating_mul(owned)),
    }
}

/// Elements for which there is room when `elements` have been pushed.
pub(super) fn room(elements: u64) -> u64 {
    let room = elements.checked_next_power_of_two().unwrap_or(u64::MAX);
    room.max(FIRST)
}

#[cfg(test)]
mod tests {
    use super::peak;

    #[test]
    fn slack_is_what_a_vector_has_spare() {
        for elements in [1_u64, 4, 5, 1_000, 1_024, 1_025] {
            let mut vector = Vec::new();
            (0..elements).for_each(|element| vector.push(element));
            let spare = vector.capacity() as u64 - elements;
            let told = peak(elements, 8, 0).slack;
            assert_eq!(told, Some(spare * 8), "{elements}");
        }
    }
}
