//! Where a module keeps mimalloc's map of pages: by a symbol, or by what must
//! hold of a map.

use super::lists;
use super::map::Map;
use super::version;
use crate::{FoundBy, Mapping, Memory, Module, Refusal, Target};

/// mimalloc's map in a module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Globals {
    /// The variable that holds the root of the map.
    pub(super) variable: u64,
    pub(super) found_by: FoundBy,
}

/// What a module shows of mimalloc.
#[derive(Clone, Debug)]
pub(super) struct ModuleShows {
    /// Its map of pages, if that is there and in use.
    pub(super) globals: Option<Globals>,
    /// The version that it tells.
    pub(super) version: Option<String>,
}

const MAP: &str = "_mi_page_map";

/// Pages that must fit before something is taken for a map.
const PROOFS: usize = 2;
/// Slices and pages of a mapping that are looked at to see whether it fits.
const STEPS_MAX: usize = 1 << 12;
const PAGES_MAX: usize = 32;

/// Looks for mimalloc in `module`.
pub(super) fn find(
    target: &Target<'_>,
    memory: &dyn Memory,
    module: &Module<'_>,
) -> Result<ModuleShows, Refusal> {
    let wanted = |name: &str| name == MAP || name == version::FUNCTION;
    let symbols = module.symbols(&wanted);
    let function = symbols.get(version::FUNCTION);
    let version = function.and_then(|at| version::of(memory, at.address));
    let map = match symbols.get(MAP) {
        Some(map) if memory.word(map.address)? == 0 => None,
        Some(map) => Some((map.address, symbols.found_by(MAP))),
        None => by_invariants(target, memory, module)
            .map(|variable| (variable, FoundBy::Invariants)),
    };
    let globals =
        map.map(|(variable, found_by)| Globals { variable, found_by });
    Ok(ModuleShows { globals, version })
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
