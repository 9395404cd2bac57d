//! Where a module keeps jemalloc's tree: by a symbol, or by what must hold of
//! a tree.

use super::layout::{Era, Shape};
use super::tree::Tree;
use crate::{FoundBy, Mapping, Memory, Module, Nearby, Refusal, Span, Target};

/// Where jemalloc's variables stand in a module.
#[derive(Clone, Debug)]
pub(super) struct Place {
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

/// jemalloc's place in `module`, if it is there and in use.
pub(super) fn find(
    target: &Target<'_>,
    module: &Module<'_>,
) -> Result<Option<Place>, Refusal> {
    let nearby = Nearby::new(target.memory);
    let memory: &dyn Memory = &nearby;
    let found = match by_symbols(module) {
        Some(place) => Some(place),
        None => by_invariants(target, module, memory),
    };
    let Some(place) = found else { return Ok(None) };
    let used = is_used(&place.tree, memory, target.mappings)?;
    Ok(used.then_some(place))
}

fn by_symbols(module: &Module<'_>) -> Option<Place> {
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
    Some(Place {
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
) -> Option<Place> {
    let variables = variables(module);
    let shapes = Era::ALL.into_iter().flat_map(Shape::all);
    let tree = shapes.filter(|shape| shape.page() == target.page).find_map(
        |shape| {
            let room = |span: &&Span| span.end - span.start;
            let mut spans = variables
                .iter()
                .filter(|span| room(span) >= shape.root_bytes());
            spans.find_map(|span| root(target, memory, shape, span))
        },
    )?;
    let found_by = FoundBy::Invariants;
    Some(Place { tree, arenas: None, variables, found_by })
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

/// A root of this `shape` in `span`, that leads to extents of mappings.
fn root(
    target: &Target<'_>,
    memory: &dyn Memory,
    shape: Shape,
    span: &Span,
) -> Option<Tree> {
    let roots = span.start..=span.end - shape.root_bytes();
    for at in span.clone().step_by(8) {
        let word = memory.word(at).ok()?;
        if word == 0 || word % LEAF_ALIGNMENT != 0 {
            continue;
        }
        if !target.mapping_at(word).is_some_and(Mapping::is_heap_like) {
            continue;
        }
        let mut trees = heap_like(target).filter_map(|mapping| {
            let index = shape.path(mapping.span.start).next()?;
            let root = at.checked_sub(index * 8)?;
            let tree = Tree { shape, root };
            (roots.contains(&root) && begins(memory, &tree, mapping))
                .then_some(tree)
        });
        if let Some(tree) = trees.find(|tree| is_tree(target, memory, tree)) {
            return Some(tree);
        }
    }
    None
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
