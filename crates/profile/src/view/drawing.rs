//! As much of a tree as can be seen, and what was left out of it.

use std::ops::Range;

use super::{Prefix, RunningSums};
use residue_present::counted;

/// Branches that are drawn at most: more would be too many for a browser, and
/// for the eye.
const MOST: usize = 3000;

/// Branches below one such part of the whole are not drawn: the first of
/// these that leaves no more than [`MOST`].
const PARTS: [u64; 8] = [2000, 1000, 500, 200, 100, 50, 20, 10];

/// Calls within calls that are drawn at most: a program that calls itself
/// without end has no picture.
const DEEPEST: usize = 256;

/// A tree to draw, with numbers for each point.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) prefix: &'a Prefix<'a>,
    /// What is shown of a place.
    pub(crate) label: &'a dyn Fn(u32) -> String,
    /// The numbers of all points.
    pub(crate) sums: &'a RunningSums,
    /// Those of the numbers that are drawn.
    pub(crate) columns: &'a [usize],
}

/// The branches that are drawn, each behind the one that it parts from.
pub(crate) struct Drawing {
    pub(crate) nodes: Vec<Node>,
    /// Below one such part of the whole a branch is not drawn.
    pub(crate) part: u64,
    /// How many branches are not drawn, not counting what is within them.
    pub(crate) left_out: usize,
    /// How many points are in them.
    pub(crate) left_points: usize,
    /// What they have together.
    pub(crate) left_values: Vec<u64>,
}

/// One branch that is drawn.
pub(crate) struct Node {
    /// The branch that it parts from; `None` of the whole.
    pub(crate) parent: Option<usize>,
    pub(crate) label: String,
    pub(crate) values: Vec<u64>,
}

impl Drawing {
    /// Draws what is large enough in any of the columns `by`.
    pub(crate) fn of(source: &Source<'_>, by: &[usize]) -> Drawing {
        let mut parts = PARTS.into_iter().peekable();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            let most = if is_last { usize::MAX } else { MOST };
            if let Some(drawing) = Draft::draw(source, by, part, most) {
                return drawing;
            }
        }
        unreachable!("the last part takes any number of branches")
    }

    /// What was left out, in a sentence; `None` if nothing was.
    pub(crate) fn left_out(
        &self,
        show: impl Fn(&[u64]) -> String,
    ) -> Option<String> {
        (self.left_out > 0).then(|| {
            format!(
                "Not drawn are {} below 1/{} of the whole or deeper than \
                 {DEEPEST} calls, with {}: {}. Each stands, with its likes, \
                 in one box or line of their sum.",
                counted(self.left_out as u64, "branch")
                    .replace("branchs", "branches"),
                self.part,
                counted(self.left_points as u64, "call site"),
                show(&self.left_values),
            )
        })
    }
}

/// A drawing in the making.
struct Draft<'a> {
    source: &'a Source<'a>,
    by: &'a [usize],
    whole: Vec<u64>,
    drawing: Drawing,
    most: usize,
}

impl<'a> Draft<'a> {
    /// `None` if it would take more branches than `most`.
    fn draw(
        source: &'a Source<'a>,
        by: &'a [usize],
        part: u64,
        most: usize,
    ) -> Option<Drawing> {
        let all = 0..source.prefix.len();
        let whole = source.sums.within(&all, source.columns);
        let root = Node {
            parent: None,
            label: "all".to_owned(),
            values: whole.clone(),
        };
        let drawing = Drawing {
            nodes: vec![root],
            part,
            left_out: 0,
            left_points: 0,
            left_values: vec![0; source.columns.len()],
        };
        let mut draft = Draft { source, by, whole, drawing, most };
        draft.branches(all)?;
        Some(draft.drawing)
    }

    /// Draws all branches, without recursion: stacks can be deep.
    fn branches(&mut self, all: Range<usize>) -> Option<()> {
        let mut open = vec![(0, all, 0)];
        while let Some((parent, branch, depth)) = open.pop() {
            let mut rest = 0;
            let mut values = vec![0; self.source.columns.len()];
            let Source { prefix, sums, columns, .. } = *self.source;
            for child in prefix.children(&branch, depth) {
                let own = sums.within(&child, columns);
                if depth < DEEPEST && self.is_large(&own) {
                    let place = prefix.place(child.start, depth);
                    let label = (self.source.label)(place);
                    let at = self.push(parent, label, own)?;
                    open.push((at, child, depth + 1));
                } else {
                    rest += 1;
                    self.drawing.left_points += child.len();
                    add(&mut values, &own);
                }
            }
            if rest > 0 {
                self.drawing.left_out += rest;
                add(&mut self.drawing.left_values, &values);
                let label = format!("({rest} smaller)");
                self.push(parent, label, values)?;
            }
        }
        Some(())
    }

    fn push(
        &mut self,
        parent: usize,
        label: String,
        values: Vec<u64>,
    ) -> Option<usize> {
        let nodes = &mut self.drawing.nodes;
        nodes.push(Node { parent: Some(parent), label, values });
        (nodes.len() <= self.most).then_some(nodes.len() - 1)
    }

    fn is_large(&self, values: &[u64]) -> bool {
        self.by.iter().any(|&at| {
            let own = u128::from(values[at]) * u128::from(self.drawing.part);
            values[at] > 0 && own >= u128::from(self.whole[at])
        })
    }
}

fn add(sum: &mut [u64], values: &[u64]) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum = sum.saturating_add(*value);
    }
}
