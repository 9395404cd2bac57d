//! Which stacks of two builds are the same: first those that are equal, then
//! those of one site with the longest run of frames in common, from the
//! innermost on. So a caller that was renamed is no growth of what it calls.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::side::Stack;
use crate::model::{Figure, Figures};

/// Stacks of both sides, by their places there, that are taken for the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Vec<usize>,
    pub(super) new: Vec<usize>,
}

/// All stacks of both sides, each in one pair, in the order of the new side,
/// and behind it what only the old side has.
pub(super) fn pairs(old: &[Stack<'_>], new: &[Stack<'_>]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut left: BTreeMap<u32, Vec<One<'_>>> = BTreeMap::new();
    let mut equal: HashMap<&[u32], usize> =
        old.iter().enumerate().map(|(at, of)| (of.key, at)).collect();
    for (at, stack) in new.iter().enumerate() {
        match equal.remove(stack.key) {
            Some(before) => {
                pairs.push(Pair { old: vec![before], new: vec![at] });
            }
            None => {
                let one = One { stack, at, is_new: true };
                left.entry(stack.site).or_default().push(one);
            }
        }
    }
    for (at, stack) in old.iter().enumerate() {
        if equal.contains_key(stack.key) {
            let one = One { stack, at, is_new: false };
            left.entry(stack.site).or_default().push(one);
        }
    }
    pairs.extend(left.into_values().flat_map(of_site));
    let mut pairs = netted(pairs, old, new);
    let first = |of: &[usize]| of.iter().min().copied().unwrap_or(usize::MAX);
    pairs.sort_by_key(|pair| (first(&pair.new), first(&pair.old)));
    pairs
}

/// Nets what is new or gone at a site against what else changed there: a
/// caller parted, or two became one.
fn netted(pairs: Vec<Pair>, old: &[Stack<'_>], new: &[Stack<'_>]) -> Vec<Pair> {
    let mut changed: BTreeMap<u32, Vec<Pair>> = BTreeMap::new();
    let mut kept = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let change = pair.change(old, new);
        match pair.site(old, new) {
            Some(site) if !pair.is_both() || change.is_ne() => {
                changed.entry(site).or_default().push(pair);
            }
            _ => kept.push(pair),
        }
    }
    kept.extend(changed.into_values().flat_map(|of| of_changed(of, old, new)));
    kept
}

/// Nets what changed at one site, if anything is new or gone there: all of it
/// where nothing is left of the change, and else what is new with what shrank,
/// what is gone with what grew.
fn of_changed(
    pairs: Vec<Pair>,
    old: &[Stack<'_>],
    new: &[Stack<'_>],
) -> Vec<Pair> {
    if pairs.iter().all(Pair::is_both) {
        return pairs;
    }
    let mut all = Pair::default();
    pairs.iter().for_each(|pair| all.join(pair));
    if all.change(old, new).is_eq() {
        return vec![all];
    }
    let (mut netted, alone): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(Pair::is_both);
    for one in alone {
        let opposite = one.change(old, new).reverse();
        let meets = |pair: &&mut Pair| {
            pair.is_both() && pair.change(old, new) == opposite
        };
        match netted.iter_mut().find(meets) {
            Some(pair) => pair.join(&one),
            None => netted.push(one),
        }
    }
    netted
}

/// A stack of either side that has no equal.
#[derive(Clone, Copy)]
struct One<'a> {
    stack: &'a Stack<'a>,
    at: usize,
    is_new: bool,
}

/// Pairs the stacks of one site that have no equal. What one side has more
/// is new or gone.
fn of_site(mut ones: Vec<One<'_>>) -> Vec<Pair> {
    let has = |is_new| ones.iter().any(|one| one.is_new == is_new);
    if !(has(true) && has(false)) {
        return ones.iter().map(Pair::alone).collect();
    }
    ones.sort_by(|one, other| one.stack.key.cmp(other.stack.key));
    let mut matching = Matching::default();
    // Stacks in order of their frames are a tree: those with the longest
    // common run are met, and paired, before any with a shorter one.
    let mut open: Vec<(usize, Vec<One<'_>>)> = Vec::new();
    for (at, one) in ones.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| ones[at].stack.key);
        let common = before.map_or(0, |key| run(key, one.stack.key));
        matching.close(&mut open, common);
        open.push((one.stack.key.len(), vec![*one]));
    }
    matching.close(&mut open, 0);
    let (_, root) = open.pop().unwrap_or_default();
    let left = matching.matched(root);
    let mut pairs = matching.pairs;
    pairs.extend(left.iter().map(Pair::alone));
    pairs
}

/// The pairs of one site, as they are found.
#[derive(Default)]
struct Matching {
    pairs: Vec<Pair>,
}

impl Matching {
    /// Pairs what is open of stacks that have more than `common` frames in
    /// common; what is left over stays open for those with fewer.
    fn close<'a>(
        &mut self,
        open: &mut Vec<(usize, Vec<One<'a>>)>,
        common: usize,
    ) {
        let mut left = Vec::new();
        while let Some((_, mut ones)) = open.pop_if(|(at, _)| *at > common) {
            ones.append(&mut left);
            left = self.matched(ones);
        }
        match open.last_mut() {
            _ if left.is_empty() => {}
            Some((depth, ones)) if *depth == common => ones.append(&mut left),
            _ => open.push((common, left)),
        }
    }

    /// Pairs what it can of `ones`, which all have the same run in common:
    /// those with equal figures first. What is left is all of one side.
    fn matched<'a>(&mut self, ones: Vec<One<'a>>) -> Vec<One<'a>> {
        let (new, old): (Vec<_>, Vec<_>) =
            ones.into_iter().partition(|one| one.is_new);
        if new.is_empty() || old.is_empty() {
            return [new, old].concat();
        }
        let mut by_figures: HashMap<&Figures, Vec<One<'a>>> = HashMap::new();
        for one in old.iter().rev() {
            by_figures.entry(&one.stack.figures).or_default().push(*one);
        }
        let mut is_paired: HashSet<usize> = HashSet::new();
        let mut rest = Vec::new();
        for one in new {
            let equal = by_figures.get_mut(&one.stack.figures);
            match equal.and_then(Vec::pop) {
                Some(before) => {
                    is_paired.insert(before.at);
                    self.pairs.push(Pair::of(&before, &one));
                }
                None => rest.push(one),
            }
        }
        let old = old.into_iter().filter(|one| !is_paired.contains(&one.at));
        let old: Vec<_> = old.collect();
        let both = old.len().min(rest.len());
        for (before, one) in old.iter().zip(&rest) {
            self.pairs.push(Pair::of(before, one));
        }
        [&old[both..], &rest[both..]].concat()
    }
}

impl Pair {
    fn of(old: &One<'_>, new: &One<'_>) -> Pair {
        Pair { old: vec![old.at], new: vec![new.at] }
    }

    /// Whether the new side has more of any figure, or less.
    fn change(&self, old: &[Stack<'_>], new: &[Stack<'_>]) -> Ordering {
        let sum = |side: &[Stack<'_>], of: &[usize], figure| -> u128 {
            let values = of.iter().map(|&at| side[at].figures.get(figure));
            values.map(|value| u128::from(value.unwrap_or(0))).sum()
        };
        let changes = Figure::ALL.into_iter().map(|figure| {
            sum(new, &self.new, figure).cmp(&sum(old, &self.old, figure))
        });
        let mut changes = changes.filter(|change| change.is_ne());
        changes.next().unwrap_or(Ordering::Equal)
    }

    fn join(&mut self, more: &Pair) {
        self.old.extend(&more.old);
        self.new.extend(&more.new);
    }

    fn is_both(&self) -> bool {
        !self.old.is_empty() && !self.new.is_empty()
    }

    /// The site of its stacks, which is one.
    fn site(&self, old: &[Stack<'_>], new: &[Stack<'_>]) -> Option<u32> {
        let of_new = self.new.first().map(|&at| new[at].site);
        of_new.or_else(|| self.old.first().map(|&at| old[at].site))
    }

    fn alone(one: &One<'_>) -> Pair {
        let mut pair = Pair::default();
        pair.take(one);
        pair
    }

    fn take(&mut self, one: &One<'_>) {
        let side = if one.is_new { &mut self.new } else { &mut self.old };
        side.push(one.at);
    }
}

/// How many frames two stacks have in common, from the innermost on.
fn run(one: &[u32], other: &[u32]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side<'a>(stacks: &[(&'a [u32], u32)]) -> Vec<Stack<'a>> {
        let stack = |&(key, site): &(&'a [u32], u32)| Stack {
            key,
            site,
            point: 0,
            points: 1,
            figures: Figures::default(),
        };
        stacks.iter().map(stack).collect()
    }

    fn paired(old: &[(&[u32], u32)], new: &[(&[u32], u32)]) -> Vec<Pair> {
        pairs(&side(old), &side(new))
    }

    fn pair(old: &[usize], new: &[usize]) -> Pair {
        Pair { old: old.to_vec(), new: new.to_vec() }
    }

    #[test]
    fn equal_stacks_come_first_then_the_longest_common_run() {
        let old: [(&[u32], u32); 3] =
            [(&[1, 2, 3, 4], 2), (&[1, 2, 9], 2), (&[1, 2, 3], 2)];
        let new: [(&[u32], u32); 3] =
            [(&[1, 2, 3], 2), (&[1, 2, 8], 2), (&[1, 2, 3, 5], 2)];
        assert_eq!(
            paired(&old, &new),
            [pair(&[2], &[0]), pair(&[1], &[1]), pair(&[0], &[2])]
        );
    }

    #[test]
    fn other_sites_are_new_or_gone_and_one_site_is_netted() {
        let old: [(&[u32], u32); 1] = [(&[1, 2, 3], 2)];
        let new: [(&[u32], u32); 1] = [(&[1, 7, 3], 7)];
        assert_eq!(paired(&old, &new), [pair(&[], &[0]), pair(&[0], &[])]);
        let new: [(&[u32], u32); 2] = [(&[1, 2, 4], 2), (&[5, 2, 4], 2)];
        fn with<'a>(
            stacks: &[(&'a [u32], u32)],
            bytes: &[u64],
        ) -> Vec<Stack<'a>> {
            let mut side = side(stacks);
            for (stack, &bytes) in side.iter_mut().zip(bytes) {
                stack.figures.set(Figure::Total, bytes);
            }
            side
        }
        let before = with(&old, &[10]);
        let parted = pairs(&before, &with(&new, &[4, 6]));
        assert_eq!(parted, [pair(&[0], &[0, 1])]);
        let more = pairs(&before, &with(&new, &[4, 7]));
        assert_eq!(more, [pair(&[0], &[0, 1])]);
        let after = with(&new, &[11, 7]);
        let grown = [pair(&[0], &[0]), pair(&[], &[1])];
        assert_eq!(pairs(&before, &after), grown);
    }
}
