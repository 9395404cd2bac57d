//! Running sums over the points of a tree, by which what a branch has is told
//! without looking at its points.

use std::ops::Range;

use super::Prefix;

/// Sums of some numbers of each point, in the order of a tree.
pub(crate) struct RunningSums {
    columns: usize,
    /// What all points in front of each have, and all together.
    sums: Vec<u64>,
}

impl RunningSums {
    /// The sums of the points of `prefix`, each of which has `columns`
    /// numbers: `value` tells one of a point.
    pub(crate) fn of(
        prefix: &Prefix<'_>,
        columns: usize,
        value: impl Fn(usize, usize) -> u64,
    ) -> RunningSums {
        let mut sums = Vec::with_capacity((prefix.len() + 1) * columns);
        sums.resize(columns, 0);
        for point in prefix.points(0..prefix.len()) {
            let before = sums.len() - columns;
            for column in 0..columns {
                // The sum of all fits, which reading makes sure of.
                let sum: u64 = sums[before + column];
                sums.push(sum.saturating_add(value(point, column)));
            }
        }
        RunningSums { columns, sums }
    }

    /// How many numbers a point has.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// What a branch has of some of the numbers.
    pub(crate) fn within(
        &self,
        branch: &Range<usize>,
        columns: &[usize],
    ) -> Vec<u64> {
        let at =
            |point: usize, column| self.sums[point * self.columns + column];
        let sum =
            |&column: &usize| at(branch.end, column) - at(branch.start, column);
        columns.iter().map(sum).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_has_what_its_points_have() {
        let tree = Prefix::of(vec![vec![2], vec![1], vec![1, 1]]);
        let sums = RunningSums::of(&tree, 2, |point, column| {
            10_u64.pow(point as u32) * (column as u64 + 1)
        });
        assert_eq!(sums.within(&(0..3), &[0, 1]), [111, 222]);
        assert_eq!(sums.within(&(0..2), &[1]), [220]);
        assert_eq!(sums.within(&(2..3), &[1, 0]), [2, 1]);
        assert_eq!(sums.within(&(1..1), &[0]), [0]);
    }
}
