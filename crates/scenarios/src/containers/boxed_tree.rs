//! A tree of trait objects.

use crate::retention::{Container, Peak};
use crate::{Blocks, Plan, random};

/// What a node can be asked.
trait Node {
    /// Nodes of this tree, this one included.
    fn count(&self) -> usize;
}

/// A node and what hangs below it.
struct Branch {
    below: [Option<Box<dyn Node>>; 2],
    /// Its own, of which nobody reads anything.
    _body: [u8; BODY],
}

impl Node for Branch {
    fn count(&self) -> usize {
        let below = self.below.iter().flatten();
        1 + below.map(|node| node.count()).sum::<usize>()
    }
}

/// A tree that is as flat as can be.
#[derive(Default)]
pub(crate) struct Tree {
    root: Option<Box<dyn Node>>,
}

const BODY: usize = 112;

const NODE: u64 = size_of::<Branch>() as u64;

/// A tree that is built from its leaves, and thrown away as a whole.
pub(crate) const fn boxed_tree() -> Container<Tree> {
    Container {
        open: |_, _| (),
        fill: |tree, plan| tree.root = grown(plan.elements, plan),
        drain: |tree, _| tree.root = None,
        shrink: |_| (),
        rebuild: |tree| tree,
        len: |tree| tree.root.as_ref().map_or(0, |root| root.count()),
        capacity: |tree| tree.root.as_ref().map_or(0, |root| root.count()),
        payload: |tree| {
            tree.root.as_ref().map_or(0, |root| root.count() as u64 * NODE)
        },
        entry: NODE,
        peak: |nodes| Peak {
            slack: Some(0),
            bytes: nodes.saturating_mul(NODE),
        },
        kept: |_| 0,
        freed: |nodes| [Blocks::of(nodes, NODE), Blocks::default()],
    }
}

/// A tree of so many nodes.
fn grown(nodes: u64, plan: &Plan) -> Option<Box<dyn Node>> {
    let below = nodes.checked_sub(1)?;
    let left = grown(below / 2, plan);
    let right = grown(below - below / 2, plan);
    let body = [random::filler(plan.seed.wrapping_add(nodes)); BODY];
    Some(Box::new(Branch { below: [left, right], _body: body }))
}
