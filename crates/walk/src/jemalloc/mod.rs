//! jemalloc 5.2 and 5.3, linked into the binary with any prefix or shared.
//!
//! A radix tree leads from every page to the record of its extent: in use,
//! dirty, muzzy or retained; a slab of small objects with a bitmap of them,
//! or one large object. Everything follows from the tree, whose place and
//! shape tell the version and the build.

mod arenas;
mod base;
mod classes;
mod find;
mod large;
mod layout;
mod show;
mod slab;
mod tcache;
mod threads;
mod tree;
mod version;

use crate::{
    Allocator, Heap, Memory, Nearby, Refusal, Sink, Target, Walked, Walker,
};
use find::Globals;
use show::ExtentEmitter;

/// Finds jemalloc.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jemalloc;

impl Walker for Jemalloc {
    fn name(&self) -> &'static str {
        "jemalloc"
    }

    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        let mut found: Vec<Box<dyn Heap>> = Vec::new();
        for module in target.modules() {
            if let Some(globals) = find::find(target, &module)? {
                let allocator = Allocator {
                    name: self.name(),
                    version: version::of(target, &module),
                    found_by: globals.found_by,
                    module: module.name().to_owned(),
                };
                found.push(Box::new(JemallocHeap { allocator, globals }));
            }
        }
        Ok(found)
    }
}

#[derive(Debug)]
struct JemallocHeap {
    allocator: Allocator,
    globals: Globals,
}

impl Heap for JemallocHeap {
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
        let tree = self.globals.tree;
        let extents = tree.extents(memory, target.mappings)?;
        let blocks = base::blocks(memory, target.mappings, &extents)?;
        let page = tree.shape.page();
        let checks = arenas::check(memory, &self.globals, page, &extents)?;
        let caches = threads::caches(memory, tree.shape.era, target)?;
        let mut notes = threads::notes(target, &caches);
        notes.push(
            "free objects in a slab are given back by no purge while one \
             object of the slab is in use"
                .to_owned(),
        );
        let mut emitter = ExtentEmitter::new(page, &extents, &caches, sink);
        emitter.extents(memory, &extents)?;
        emitter.blocks(&blocks);
        Ok(Walked { checks, notes })
    }
}
