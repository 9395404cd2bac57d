//! Stacks sorted from their outermost place on, which makes them a tree: each
//! of its branches is a range of them.

use std::ops::Range;

/// Stacks of numbered places, each of a point.
#[derive(Default)]
pub(crate) struct Prefix {
    /// All stacks, the outermost place first, one behind the other.
    places: Vec<u32>,
    /// Of each stack: where it stands, and which point it is of.
    stacks: Vec<(Range<usize>, u32)>,
}

impl Prefix {
    /// The tree of `stacks`, whose points are counted from 0.
    pub(crate) fn of<I: Iterator<Item = u32>>(
        stacks: impl Iterator<Item = I>,
    ) -> Prefix {
        let mut tree = Prefix::default();
        for (point, stack) in stacks.enumerate() {
            let start = tree.places.len();
            tree.places.extend(stack);
            tree.stacks.push((start..tree.places.len(), point as u32));
        }
        let places = &tree.places;
        tree.stacks.sort_by(|(one, at), (other, behind)| {
            let order = places[one.clone()].cmp(&places[other.clone()]);
            order.then(at.cmp(behind))
        });
        tree
    }

    /// How many stacks there are.
    pub(crate) fn len(&self) -> usize {
        self.stacks.len()
    }

    /// The branches of a branch that is `depth` places deep.
    pub(crate) fn children(
        &self,
        branch: &Range<usize>,
        depth: usize,
    ) -> Vec<Range<usize>> {
        let mut children = Vec::new();
        // Shorter stacks sort first, so those that end here come first.
        let ends = |(stack, _): &(Range<usize>, u32)| stack.len() == depth;
        let own = self.stacks[branch.clone()].partition_point(ends);
        let mut at = branch.start + own;
        while at < branch.end {
            let place = self.place(at, depth);
            let same = |(stack, _): &(Range<usize>, u32)| {
                self.places[stack.start + depth] == place
            };
            let more = self.stacks[at..branch.end].partition_point(same);
            children.push(at..at + more);
            at += more;
        }
        children
    }

    /// The place at `depth` of the stack at `at`.
    pub(crate) fn place(&self, at: usize, depth: usize) -> u32 {
        self.places[self.stacks[at].0.start + depth]
    }

    /// The points of a branch.
    pub(crate) fn points(
        &self,
        branch: Range<usize>,
    ) -> impl Iterator<Item = usize> {
        self.stacks[branch].iter().map(|(_, point)| *point as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_part_where_stacks_do_and_what_ends_is_in_none() {
        let stacks: [&[u32]; 5] = [&[1, 2], &[1, 3], &[1], &[4], &[1, 2, 2]];
        let tree = Prefix::of(stacks.iter().map(|of| of.iter().copied()));
        let whole = 0..tree.len();
        let points = |range: &Range<usize>| {
            tree.points(range.clone()).collect::<Vec<_>>()
        };
        let top = tree.children(&whole, 0);
        assert_eq!(
            top.iter().map(points).collect::<Vec<_>>(),
            [vec![2, 0, 4, 1], vec![3]]
        );
        let inner = tree.children(&top[0], 1);
        assert_eq!(
            inner.iter().map(points).collect::<Vec<_>>(),
            [vec![0, 4], vec![1]]
        );
        assert_eq!(tree.place(inner[1].start, 1), 3);
    }
}
