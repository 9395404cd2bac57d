//! Where a module keeps jemalloc's tree: by a symbol, or by what must hold of
//! a tree.

use super::layout::{Era, Shape};
use super::tree::Tree;
use crate::{FoundBy, Mapping, Memory, Module, Nearby, Refusal, Span, Target};

/// Where jemalloc's variables stand in a module.
#[derive(Clone, Debug)]
pub(super) struct Globals {
    pub(super) tree: Tree,
    /// The array of pointers to arenas, where a symbol tells it.
    pub(super) arenas: Option<u64>,
    /// Where else it may stand: the module's variables.
    pub(super) variables: Vec<Span>,
    pub(super) found_by: FoundBy,
}

/// What the array of arenas is called, without the prefix of the build.
const ARENAS: &str = "je_arenas";

/// Records of extents that must fit before something is taken for a tree.
const PROOFS: usize = 3;

/// jemalloc's variables in `module`, if it is there and in use.
pub(super) fn find(
    target: &Target<'_>,
    module: &Module<'_>,
) -> Result<Option<Globals>, Refusal> {
    let nearby = Nearby::new(target.memory);
    let memory: &dyn Memory = &nearby;
    let found = match by_symbols(module) {
        Some(globals) => Some(globals),
        None => by_invariants(target, module, memory),
    };
    let Some(globals) = found else { return Ok(None) };
    let used = is_used(&globals.tree, memory, target.mappings)?;
    Ok(used.then_some(globals))
}

fn by_symbols(module: &Module<'_>) -> Option<Globals> {
    let wanted = |name: &str| {
        name.ends_with(ARENAS)
            || Era::ALL.iter().any(|era| name.ends_with(era.symbol()))
    };
    let symbols = module.symbols(&wanted);
    let (tree, name) = Era::ALL.into_iter().find_map(|era| {
        symbols.iter().find_map(|(name, symbol)| {
            let named = name.ends_with(era.symbol());
            let (shape, before) =
                named.then(|| Shape::of_symbol(era, symbol.size)).flatten()?;
            Some((Tree { shape, root: symbol.address + before }, name))
        })
    })?;
    let arenas = symbols.iter().find(|(name, _)| name.ends_with(ARENAS));
    Some(Globals {
        tree,
        arenas: arenas.map(|(_, symbol)| symbol.address),
        variables: variables(module),
        found_by: symbols.found_by(name),
    })
}

/// The tree whose root lies in the variables of `module` that begin as zeros.
///
/// A root is a page directory in an array of known size: a word of it leads
/// to a leaf, where the pages of some mapping have records of extents that
/// say just these pages. What can be read and does not fit is no tree; what
/// cannot be read neither.
fn by_invariants(
    target: &Target<'_>,
    module: &Module<'_>,
    memory: &dyn Memory,
) -> Option<Globals> {
    let variables = variables(module);
    let rooms: Vec<_> =
        variables.iter().map(|span| Room::read(target, span)).collect();
    let shapes = Era::ALL.into_iter().flat_map(Shape::all);
    let tree = shapes.filter(|shape| shape.page() == target.page).find_map(
        |shape| rooms.iter().find_map(|room| root(target, memory, shape, room)),
    )?;
    let found_by = FoundBy::Invariants;
    Some(Globals { tree, arenas: None, variables, found_by })
}

/// The module's variables: what of it may be written, with what begins as
/// zeros behind it as one span.
fn variables(module: &Module<'_>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for mapping in module.mappings().filter(|m| m.writable && m.readable) {
        match spans.last_mut() {
            Some(last) if last.end == mapping.span.start => {
                last.end = mapping.span.end;
            }
            _ => spans.push(mapping.span.clone()),
        }
    }
    spans
}

/// A root of this `shape` in `room`, that leads to extents of mappings.
fn root(
    target: &Target<'_>,
    memory: &dyn Memory,
    shape: Shape,
    room: &Room,
) -> Option<Tree> {
    room.nodes.iter().find_map(|&at| {
        let mut trees = heap_like(target).filter_map(|mapping| {
            let index = shape.path(mapping.span.start).next()?;
            let root = at.checked_sub(index * 8)?;
            let tree = Tree { shape, root };
            (room.may_hold(root, shape.root_bytes())
                && begins(memory, &tree, mapping))
            .then_some(tree)
        });
        trees.find(|tree| is_tree(target, memory, tree))
    })
}

/// Variables, as far as a root may be among them: it holds nothing but zeros
/// and pointers to nodes.
struct Room {
    span: Span,
    /// Where pointers stand that may lead to a node.
    nodes: Vec<u64>,
    /// Where what is no part of a root stands, in order.
    others: Vec<u64>,
}

/// More than any module has of variables that a root could be among.
const ROOM_MAX: u64 = 64 << 20;

impl Room {
    fn read(target: &Target<'_>, span: &Span) -> Room {
        let end = span.end.min(span.start.saturating_add(ROOM_MAX));
        let (mut nodes, mut others) = (Vec::new(), Vec::new());
        let words = (target.page / 8) as usize;
        for page in (span.start..end).step_by(target.page as usize) {
            let Ok(words) = target.memory.words(page, words) else {
                others.push(page);
                continue;
            };
            let places = (page..).step_by(8).zip(words);
            for (at, word) in places.filter(|&(_, word)| word != 0) {
                match is_node(target, word) {
                    true => nodes.push(at),
                    false => others.push(at),
                }
            }
        }
        Room { span: span.start..end, nodes, others }
    }

    /// Whether `bytes` at `root` may be one.
    fn may_hold(&self, root: u64, bytes: u64) -> bool {
        let end = root.saturating_add(bytes);
        let next = self.others.partition_point(|&at| at < root);
        root >= self.span.start
            && end <= self.span.end
            && self.others.get(next).is_none_or(|&at| at >= end)
    }
}

fn is_node(target: &Target<'_>, word: u64) -> bool {
    word.is_multiple_of(LEAF_ALIGNMENT)
        && target.mapping_at(word).is_some_and(Mapping::is_heap_like)
}

/// What jemalloc aligns a node of the tree to.
const LEAF_ALIGNMENT: u64 = 64;

fn heap_like<'a>(
    target: &Target<'a>,
) -> impl Iterator<Item = &'a Mapping> + use<'a> {
    target.mappings.iter().filter(|mapping| mapping.is_heap_like())
}

/// Elements of the tree and extents of a mapping that are looked at to see
/// whether a tree fits. jemalloc's own tables, of which the tree says nothing,
/// may come first.
const STEPS_MAX: usize = 1 << 13;
const EXTENTS_MAX: usize = 64;

/// Whether the first thing that `tree` says of `mapping` holds, if it says
/// anything.
fn begins(memory: &dyn Memory, tree: &Tree, mapping: &Mapping) -> bool {
    let mut steps = tree.steps(memory, mapping.span.clone()).take(STEPS_MAX);
    let first = steps.find(|step| !matches!(step, Ok(None)));
    matches!(first, Some(Ok(Some(_))))
}

/// Whether `tree` is one: extents of it have records that say the same, and
/// hardly any that do not. A thread may be at work on one.
fn is_tree(target: &Target<'_>, memory: &dyn Memory, tree: &Tree) -> bool {
    let (mut agree, mut differ) = (0, 0);
    let mut at = 0;
    for mapping in heap_like(target) {
        let span = mapping.span.start.max(at)..mapping.span.end;
        let steps = tree.steps(memory, span).take(STEPS_MAX);
        let extents = steps.filter_map(Result::transpose);
        for extent in extents.take(EXTENTS_MAX) {
            match extent {
                Ok(extent) => {
                    agree += 1;
                    at = extent.end();
                }
                Err(_) => differ += 1,
            }
        }
    }
    agree >= PROOFS && differ * PROOFS < agree
}

/// Whether the tree has a leaf for any mapping.
fn is_used(
    tree: &Tree,
    memory: &dyn Memory,
    mappings: &[Mapping],
) -> Result<bool, Refusal> {
    for mapping in mappings.iter().filter(|m| m.is_heap_like()) {
        let covers = tree.shape.leaf_covers();
        let mut at = mapping.span.start;
        while at < mapping.span.end {
            if tree.leaf(memory, at)?.is_some() {
                return Ok(true);
            }
            at = (at / covers + 1).saturating_mul(covers);
        }
    }
    Ok(false)
}
