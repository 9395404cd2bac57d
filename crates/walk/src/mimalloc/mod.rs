//! mimalloc 3, linked into the binary or shared.
//!
//! A map leads from every 64 KiB of address space to a page, which has blocks
//! of one size and three lists of those that are free. Pages are slices of
//! arenas, which know what of them is free, or mapped for themselves.

mod arena;
mod find;
mod lists;
mod map;
mod origin;
mod page;
mod regions;
mod show;
mod version;

use crate::{
    Allocator, Check, Heap, Memory, Nearby, Refusal, Sink, Target, Walked,
    Walker,
};
use find::Globals;
use map::Map;
use page::Page;
use show::PageEmitter;

/// Finds mimalloc.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mimalloc;

impl Walker for Mimalloc {
    fn name(&self) -> &'static str {
        "mimalloc"
    }

    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        let nearby = Nearby::new(target.memory);
        let mut found: Vec<Box<dyn Heap>> = Vec::new();
        for module in target.modules() {
            if let Some(globals) = find::find(target, &nearby, &module)? {
                let version = globals.version;
                let version = version.and_then(|at| version::of(&nearby, at));
                let allocator = Allocator {
                    name: self.name(),
                    // Nothing before 3 has such a map.
                    version: version.or_else(|| Some("3".to_owned())),
                    found_by: globals.found_by,
                    module: module.name().to_owned(),
                };
                found.push(Box::new(MimallocHeap { allocator, globals }));
            }
        }
        Ok(found)
    }
}

#[derive(Debug)]
struct MimallocHeap {
    allocator: Allocator,
    globals: Globals,
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
        let memory: &dyn Memory = &nearby;
        let map = Map { root: memory.word(self.globals.variable)? };
        let pages = map.pages(memory, target.mappings)?;
        let regions = regions::of(memory, target, map, &pages)?;
        let encoded = is_encoded(memory, &pages);
        let mut emitter =
            PageEmitter { memory, sink, encoded, used: 0, empty: 0 };
        for region in &regions {
            emitter.region(region)?;
        }
        let told: u64 = pages.iter().map(|page| page.used).sum();
        if emitter.used != told {
            let what = "blocks in use of all pages".to_owned();
            return Err(Refusal::Disagrees {
                what,
                walked: emitter.used,
                told,
            });
        }
        Ok(walked(&emitter, told))
    }
}

fn walked(emitter: &PageEmitter<'_>, told: u64) -> Walked {
    let what = "blocks in use of all pages".to_owned();
    let note = format!(
        "{} bytes are of pages without a block in use: each is given back \
         once the thread that owns it collects",
        emitter.empty
    );
    Walked {
        checks: vec![Check { what, walked: emitter.used, told }],
        notes: if emitter.empty > 0 { vec![note] } else { Vec::new() },
    }
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
