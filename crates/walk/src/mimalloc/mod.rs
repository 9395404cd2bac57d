//! mimalloc 2 and 3, linked into the binary or shared.
//!
//! In version 2 pages lie in [segments]. In version 3 a map leads from every
//! 64 KiB of address space to a page, which has blocks of one size and three
//! lists of those that are free. Pages are slices of arenas, which know what
//! of them is free, or mapped for themselves.

mod arena;
mod find;
mod lists;
mod map;
mod origin;
mod page;
mod regions;
mod segments;
mod show;
mod version;

use crate::{
    Allocator, FoundBy, Heap, Memory, Module, Nearby, Refusal, Sink, Target,
    Walked, Walker,
};
use map::Map;
use page::Page;
use segments::SegmentLayout;
use show::PageEmitter;
use std::collections::BTreeSet;

/// Finds mimalloc.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mimalloc;

const NAME: &str = "mimalloc";

impl Walker for Mimalloc {
    fn name(&self) -> &'static str {
        NAME
    }

    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        let nearby = Nearby::new(target.memory);
        let mut found: Vec<Box<dyn Heap>> = Vec::new();
        let mut others = Vec::new();
        for module in target.modules() {
            let shown = find::find(target, &nearby, &module)?;
            let Some(globals) = shown.globals else {
                others.push((module, shown.version));
                continue;
            };
            // Nothing before 3 has such a map.
            let version = shown.version.unwrap_or_else(|| "3".to_owned());
            found.push(Box::new(MimallocHeap {
                allocator: allocator(&module, version, globals.found_by),
                structure: Structure::Map(globals.variable),
            }));
        }
        found.extend(in_segments(target, &nearby, &others)?);
        Ok(found)
    }
}

fn allocator(
    module: &Module<'_>,
    version: String,
    found_by: FoundBy,
) -> Allocator {
    let (version, module) = (Some(version), module.name().to_owned());
    Allocator { name: NAME, version, found_by, module }
}

/// mimalloc 2 in one of `modules`, beside which stands the version that each
/// tells: segments do not tell which they are of.
fn in_segments(
    target: &Target<'_>,
    memory: &dyn Memory,
    modules: &[(Module<'_>, Option<String>)],
) -> Result<Option<Box<dyn Heap>>, Refusal> {
    let told = modules
        .iter()
        .find_map(|(module, version)| Some((module, version.clone()?)));
    if let Some((_, version)) = &told
        && version::is_before_segments(version)
    {
        let what = format!("mimalloc {version}");
        return Err(Refusal::Unknown { what });
    }
    let first = || modules.first().map(|(of, _)| (of, "2".to_owned()));
    let (Some((module, version)), Some(layout)) =
        (told.or_else(first), segments::find(target, memory))
    else {
        return Ok(None);
    };
    Ok(Some(Box::new(MimallocHeap {
        allocator: allocator(module, version, FoundBy::Invariants),
        structure: Structure::Segments(layout),
    })))
}

#[derive(Debug)]
struct MimallocHeap {
    allocator: Allocator,
    structure: Structure,
}

/// What leads to its pages.
#[derive(Clone, Copy, Debug)]
enum Structure {
    /// Of version 3: the variable that holds the root of its map.
    Map(u64),
    /// Of version 2.
    Segments(SegmentLayout),
}

impl Heap for MimallocHeap {
    fn allocator(&self) -> &Allocator {
        &self.allocator
    }

    fn walk(
        &self,
        target: &Target<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Walked, Refusal> {
        let nearby = Nearby::new(target.memory);
        match self.structure {
            Structure::Map(variable) => {
                let memory: &dyn Memory = &nearby;
                let map = Map { root: memory.word(variable)? };
                walk_map(&nearby, target, map, sink)
            }
            Structure::Segments(layout) => {
                let mut walked = segments::walk(&nearby, target, layout, sink)?;
                walked.notes.extend(self.delay());
                Ok(walked)
            }
        }
    }
}

impl MimallocHeap {
    /// What version 2.0 says of its remedy.
    fn delay(&self) -> Option<String> {
        let version = self.allocator.version.as_deref()?;
        version.starts_with("2.0.").then(|| {
            "mi_collect(true) gives back what was freed in the last half \
             second only when that is over"
                .to_owned()
        })
    }
}

fn walk_map(
    memory: &dyn Memory,
    target: &Target<'_>,
    map: Map,
    sink: &mut dyn Sink,
) -> Result<Walked, Refusal> {
    let pages = map.pages(memory, target.mappings)?;
    let regions = regions::of(memory, target, map, &pages)?;
    let encoded = is_encoded(memory, &pages);
    let mut emitter = PageEmitter::new(memory, sink, encoded, BTreeSet::new());
    for region in &regions {
        emitter.region(region)?;
    }
    emitter.walked(pages.iter().map(|page| page.used).sum())
}

/// Pages that are tried before their lists are taken to be as they look.
const TRIED: usize = 256;

/// Whether the build hides the pointers in its lists: as they stand they lead
/// nowhere.
fn is_encoded(memory: &dyn Memory, pages: &[Page]) -> bool {
    let mut tried = pages.iter().take(TRIED);
    let leads_nowhere =
        |page: &&Page| lists::uses(page, memory, false).is_err();
    tried
        .find(leads_nowhere)
        .is_some_and(|page| lists::uses(page, memory, true).is_ok())
}
