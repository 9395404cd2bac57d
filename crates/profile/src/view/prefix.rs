//! PlacedStacks sorted from their outermost place on, which makes them a tree: each
//! of its branches is a range of them.

use std::cmp::Ordering;
use std::ops::Range;

/// PlacedStacks of numbered places, each of a point, wherever they are kept: there
/// can be too many to copy them.
pub(crate) trait PlacedStacks {
    /// How many there are.
    fn count(&self) -> usize;

    /// How many places the stack of a point has.
    fn depth(&self, point: u32) -> usize;

    /// The place at a depth of the stack of a point, from the outermost on.
    fn place(&self, point: u32, depth: usize) -> u32;

    /// Which of the stacks of two points comes first.
    fn order(&self, one: u32, other: u32) -> Ordering {
        let depths = [self.depth(one), self.depth(other)];
        let mut common = 0..depths[0].min(depths[1]);
        let places = |at| self.place(one, at).cmp(&self.place(other, at));
        let parted =
            common.find_map(|at| Some(places(at)).filter(|of| of.is_ne()));
        parted.unwrap_or(depths[0].cmp(&depths[1])).then(one.cmp(&other))
    }
}

/// The tree that stacks are.
pub(crate) struct Prefix<'a> {
    stacks: Box<dyn PlacedStacks + 'a>,
    /// The points, in the order of their stacks.
    points: Vec<u32>,
}

impl<'a> Prefix<'a> {
    /// The tree of `stacks`, whose points are counted from 0.
    pub(crate) fn of(stacks: impl PlacedStacks + 'a) -> Prefix<'a> {
        let stacks: Box<dyn PlacedStacks + 'a> = Box::new(stacks);
        let mut points: Vec<u32> = (0..stacks.count() as u32).collect();
        points.sort_unstable_by(|&one, &other| stacks.order(one, other));
        Prefix { stacks, points }
    }

    /// How many stacks there are.
    pub(crate) fn len(&self) -> usize {
        self.points.len()
    }

    /// The branches of a branch that is `depth` places deep.
    pub(crate) fn children(
        &self,
        branch: &Range<usize>,
        depth: usize,
    ) -> Vec<Range<usize>> {
        let mut children = Vec::new();
        // Shorter stacks sort first, so those that end here come first.
        let ends = |point: &u32| self.stacks.depth(*point) == depth;
        let own = self.points[branch.clone()].partition_point(ends);
        let mut at = branch.start + own;
        while at < branch.end {
            let place = self.place(at, depth);
            let same = |point: &u32| self.stacks.place(*point, depth) == place;
            let more = self.points[at..branch.end].partition_point(same);
            children.push(at..at + more);
            at += more;
        }
        children
    }

    /// The place at `depth` of the stack at `at`.
    pub(crate) fn place(&self, at: usize, depth: usize) -> u32 {
        self.stacks.place(self.points[at], depth)
    }

    /// The points of a branch.
    pub(crate) fn points(
        &self,
        branch: Range<usize>,
    ) -> impl Iterator<Item = usize> {
        self.points[branch].iter().map(|point| *point as usize)
    }
}

/// PlacedStacks that were made for a tree, the outermost place of each first.
impl PlacedStacks for Vec<Vec<u32>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn depth(&self, point: u32) -> usize {
        self[point as usize].len()
    }

    fn place(&self, point: u32, depth: usize) -> u32 {
        self[point as usize][depth]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_part_where_stacks_do_and_what_ends_is_in_none() {
        let stacks: [&[u32]; 5] = [&[1, 2], &[1, 3], &[1], &[4], &[1, 2, 2]];
        let tree = Prefix::of(stacks.map(<[u32]>::to_vec).to_vec());
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
