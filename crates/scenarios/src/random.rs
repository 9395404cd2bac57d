//! Numbers from a seed, computed anew wherever they are needed.
//!
//! A generator with state would have to be replayed, or its output stored in
//! a vector, to remove keys in the order they were inserted. A mix of seed
//! and index needs neither.

use std::ops::Range;

use crate::Plan;

/// The finaliser of splitmix64. A bijection, so distinct inputs give distinct
/// outputs.
const fn mix(input: u64) -> u64 {
    let mut z = input;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The key of element `index`: no two elements of one seed share a key.
pub(crate) const fn key(seed: u64, index: u64) -> u64 {
    mix(seed.wrapping_add(index))
}

/// The keys of all elements of a plan, in the order of their insertion.
pub(crate) fn keys(plan: &Plan) -> impl Iterator<Item = u64> {
    let seed = plan.seed;
    (0..plan.elements).map(move |index| key(seed, index))
}

/// A number that depends on `value` but shows no relation to it. `stream`
/// tells apart several numbers drawn for the same value.
pub(crate) const fn draw(value: u64, stream: u64) -> u64 {
    mix(mix(value) ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The key of a request: small keys are frequent and large ones rare, so that
/// of any range each half of its logarithm has as many. Below the number of
/// elements.
pub(crate) fn skewed(plan: &Plan, turn: u64) -> u64 {
    let ranges = u64::from(plan.elements.max(1).ilog2()) + 1;
    let id = key(plan.seed, turn);
    let range = 1 << (draw(id, 0) % ranges);
    (range - 1 + draw(id, 1) % range).min(plan.elements)
}

/// A byte that depends on `value` and is not zero, so that memory filled with
/// it is written rather than taken as zeroed from the allocator.
pub(crate) const fn filler(value: u64) -> u8 {
    value.to_le_bytes()[0] | 1
}

/// `count` indices spread over `range`: one drawn from each of `count` even
/// stretches of it, in ascending order. `count` must not exceed the length.
pub(crate) fn spread(
    seed: u64,
    range: Range<u64>,
    count: u64,
) -> impl Iterator<Item = u64> {
    let length = u128::from(range.end - range.start);
    let edge = move |stretch: u64| -> u64 {
        let edge = u128::from(stretch) * length / u128::from(count);
        range.start + u64::try_from(edge).expect("at most the length")
    };
    (0..count).map(move |stretch| {
        let (start, end) = (edge(stretch), edge(stretch + 1));
        start + draw(seed, stretch) % (end - start)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{filler, key, spread};

    #[test]
    fn keys_of_one_seed_are_distinct() {
        // The seed makes seed + index wrap.
        let keys: BTreeSet<u64> =
            (0..10_000).map(|index| key(u64::MAX - 17, index)).collect();
        assert_eq!(keys.len(), 10_000);
    }

    #[test]
    fn keys_differ_between_seeds() {
        assert_ne!(key(1, 0), key(2, 0));
    }

    #[test]
    fn filler_is_never_zero() {
        assert!((0..=255).all(|value| filler(value) != 0));
    }

    #[test]
    fn spread_takes_one_index_from_each_stretch() {
        let picks: Vec<u64> = spread(3, 100..1_100, 10).collect();
        assert_eq!(picks.len(), 10);
        for (stretch, pick) in (0u64..).zip(picks) {
            let start = 100 + stretch * 100;
            assert!((start..start + 100).contains(&pick), "{pick}");
        }
    }

    #[test]
    fn spread_over_uneven_stretches_is_strictly_ascending() {
        let picks: Vec<u64> = spread(5, 0..17, 7).collect();
        assert!(picks.is_sorted_by(|a, b| a < b), "{picks:?}");
        assert_eq!(
            spread(5, 0..7, 7).collect::<Vec<_>>(),
            [0, 1, 2, 3, 4, 5, 6]
        );
    }

    #[test]
    fn spread_of_nothing_is_empty() {
        assert_eq!(spread(5, 3..3, 0).count(), 0);
    }
}
