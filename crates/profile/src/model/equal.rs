//! Which stacks are equal, in little memory beside them: of a file of a
//! gigabyte there are millions.

use std::hash::{DefaultHasher, Hasher};

/// Of each of `count` stacks the first that is equal to it, which may be
/// itself.
pub(crate) fn first_equals<S: Iterator<Item = u32>>(
    count: usize,
    stack: impl Fn(u32) -> S,
) -> Vec<u32> {
    let all = 0..count as u32;
    let hashed = all.clone().map(|at| (hash(stack(at)), at));
    let mut hashed: Vec<_> = hashed.collect();
    hashed.sort_unstable();
    let mut first: Vec<u32> = all.collect();
    let runs = hashed.chunk_by(|(one, _), (next, _)| one == next);
    for run in runs.filter(|run| run.len() > 1) {
        // Stacks that are not equal may have one hash.
        let mut run: Vec<_> = run.iter().map(|(_, at)| *at).collect();
        run.sort_by(|&one, &next| stack(one).cmp(stack(next)));
        for equal in run.chunk_by(|&one, &next| stack(one).eq(stack(next))) {
            equal[1..].iter().for_each(|&at| first[at as usize] = equal[0]);
        }
    }
    first
}

fn hash(stack: impl Iterator<Item = u32>) -> u64 {
    let mut hasher = DefaultHasher::new();
    stack.for_each(|frame| hasher.write_u32(frame));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_stacks_is_found_for_each() {
        let stacks: [&[u32]; 6] = [&[1, 2], &[1], &[1, 2], &[], &[1], &[1, 2]];
        let stack = |at: u32| stacks[at as usize].iter().copied();
        assert_eq!(first_equals(6, stack), [0, 1, 0, 3, 1, 0]);
        assert!(first_equals(0, stack).is_empty());
    }
}
