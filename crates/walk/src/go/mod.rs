//! Go's own memory: the heap that its runtime collects, with symbols and
//! without.
//!
//! Arenas of 64 MiB are cut into pages of 8 KiB. A span is some pages in a row
//! that hold objects of one size, with a bit for each that is allocated; every
//! span there ever was is in one list. Pages of no span are free: some were
//! given back to the kernel, the others wait to be. Stacks of goroutines are
//! spans too, and are the program's; so is what the runtime keeps beside its
//! arenas.
//!
//! An object that died since the last collection is live to Go, as to its own
//! statistics. One that was found dead and not yet swept is told apart.

mod arenas;
mod find;
mod objects;
mod show;
mod sizes;
mod span;
mod spans;
mod version;

use crate::{
    Allocator, Check, Heap, Memory, Nearby, Refusal, Sink, TableKind, Target,
    Walked, Walker,
};
use find::Globals;
use show::SpanEmitter;
use spans::Spans;

/// Finds Go's runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Go;

const NAME: &str = "Go";

impl Walker for Go {
    fn name(&self) -> &'static str {
        NAME
    }

    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        let mut found: Vec<Box<dyn Heap>> = Vec::new();
        for module in target.modules() {
            let is_here = module.has_section(&find::is_mark);
            if !is_here {
                continue;
            }
            let release = version::of(&module)?;
            let globals = find::find(target, &module, release)?;
            let allocator = Allocator {
                name: NAME,
                version: Some(release.to_string()),
                found_by: globals.found_by,
                module: module.name().to_owned(),
            };
            found.push(Box::new(GoHeap { allocator, globals }));
        }
        Ok(found)
    }
}

#[derive(Debug)]
struct GoHeap {
    allocator: Allocator,
    globals: Globals,
}

impl Heap for GoHeap {
    fn allocator(&self) -> &Allocator {
        &self.allocator
    }

    /// Small ones come in sizes that lie an eighth apart, large ones in pages.
    fn spare(&self, usable: u64) -> u64 {
        if sizes::is_small(usable) { usable / 7 } else { sizes::PAGE - 1 }
    }

    fn tables(&self) -> &'static [TableKind] {
        &[TableKind::GoMap, TableKind::Slice]
    }

    fn walk(
        &self,
        target: &Target<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Walked, Refusal> {
        let nearby = Nearby::new(target.memory);
        let target = Target { memory: &nearby, ..*target };
        let memory: &dyn Memory = &nearby;
        let spans = Spans::read(&target, &self.globals)?;
        let arenas = arenas::read(&target, &self.globals, &spans)?;
        let what = "pages of spans in use".to_owned();
        let walked = spans.pages_in_use();
        let told = memory.word(self.globals.pages_in_use())?;
        if walked != told {
            return Err(Refusal::Disagrees { what, walked, told });
        }
        let pages = Check { what, walked, told };
        let emitter = SpanEmitter::new(&target, &self.globals, &spans, sink);
        let mut walked = emitter.all(&arenas)?;
        walked.checks.push(pages);
        Ok(walked)
    }
}
