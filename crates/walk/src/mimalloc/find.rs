//! Where a module keeps mimalloc's map of pages: by a symbol, or by what must
//! hold of a map.

use super::lists;
use super::map::Map;
use super::version;
use crate::{Allocator, FoundBy, Mapping, Memory, Module, Refusal, Target};

/// mimalloc's map in a module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Globals {
    /// The variable that holds the root of the map.
    pub(super) variable: u64,
    pub(super) found_by: FoundBy,
}

impl Globals {
    pub(super) fn allocator(
        &self,
        memory: &dyn Memory,
        module: &Module<'_>,
    ) -> Allocator {
        let version = version::told(memory, module);
        Allocator {
            name: super::NAME,
            // Nothing before 3 has such a map.
            version: version.or_else(|| Some("3".to_owned())),
            found_by: self.found_by,
            module: module.name().to_owned(),
        }
    }
}

const MAP: &str = "_mi_page_map";

/// Pages that must fit before something is taken for a map.
const PROOFS: usize = 2;
/// Slices and pages of a mapping that are looked at to see whether it fits.
const STEPS_MAX: usize = 1 << 12;
const PAGES_MAX: usize = 32;

/// mimalloc's map in `module`, if it is there and in use.
pub(super) fn find(
    target: &Target<'_>,
    memory: &dyn Memory,
    module: &Module<'_>,
) -> Result<Option<Globals>, Refusal> {
    let symbols = module.symbols(&|name| name == MAP);
    if let Some(map) = symbols.get(MAP) {
        let variable = map.address;
        let found_by = symbols.found_by(MAP);
        let used = memory.word(variable)? != 0;
        return Ok(used.then_some(Globals { variable, found_by }));
    }
    let variable = by_invariants(target, memory, module);
    let found_by = FoundBy::Invariants;
    Ok(variable.map(|variable| Globals { variable, found_by }))
}

/// The variable of `module` that leads to a map of pages.
///
/// What can be read and does not fit is no map; what cannot be read neither.
fn by_invariants(
    target: &Target<'_>,
    memory: &dyn Memory,
    module: &Module<'_>,
) -> Option<u64> {
    let variables = module.mappings().filter(|m| m.writable && m.readable);
    let mut places = variables.flat_map(|m| m.span.clone().step_by(8));
    places.find(|&variable| {
        let Ok(root) = memory.word(variable) else { return false };
        root != 0
            && root.is_multiple_of(4096)
            && target.mapping_at(root).is_some_and(Mapping::is_heap_like)
            && is_map(target, memory, Map { root })
    })
}

fn is_map(target: &Target<'_>, memory: &dyn Memory, map: Map) -> bool {
    let (mut agree, mut differ) = (0, 0);
    for mapping in target.mappings.iter().filter(|m| m.is_heap_like()) {
        let steps = map.steps(memory, mapping.span.clone()).take(STEPS_MAX);
        let pages = steps.filter_map(Result::transpose);
        for page in pages.take(PAGES_MAX) {
            match page {
                Ok(page) if lists::uses(&page, memory, false).is_ok() => {
                    agree += 1
                }
                _ => differ += 1,
            }
        }
        if differ > agree {
            return false;
        }
    }
    agree >= PROOFS && differ * PROOFS < agree
}
