//! Python's own allocator for objects up to 512 bytes, which `obmalloc.c`
//! calls pymalloc: of CPython 3.6 and later, in a binary or in a library.
//!
//! It maps arenas, which it cuts into pools, each of blocks of one size. An
//! array has an entry for every arena; it is found without symbols, by what
//! must hold of its entries. An arena goes back to the kernel only when all its
//! pools are free, and nothing that anybody calls moves an object out of it.

mod arena;
mod find;
mod pool;
mod show;

use crate::{
    Allocator, Check, FoundBy, Heap, Module, Refusal, Remedy, Sink, Target,
    Walked, Walker,
};
use find::Place;
use show::Shown;

/// Finds pymalloc.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pymalloc;

impl Walker for Pymalloc {
    fn name(&self) -> &'static str {
        "pymalloc"
    }

    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        let mut found: Vec<Box<dyn Heap>> = Vec::new();
        for module in interpreters(target) {
            // Not every interpreter uses it: one may be told not to.
            let Some(place) = find::find(target, &module) else { continue };
            let allocator = Allocator {
                name: self.name(),
                version: version(module.file_name()),
                found_by: FoundBy::Invariants,
                module: module.name().to_owned(),
            };
            found.push(Box::new(PymallocHeap { allocator, place }));
        }
        Ok(found)
    }
}

/// The modules that may hold an interpreter: the binary, where Python's
/// libraries are mapped too, and what bears its name.
fn interpreters<'a>(target: &Target<'a>) -> impl Iterator<Item = Module<'a>> {
    const NAME: &str = "python";
    const SYMBOL: &str = "PyObject_Malloc";
    let is_here = target.mappings.iter().any(|map| map.name.contains(NAME));
    let modules = is_here.then(|| target.modules()).into_iter().flatten();
    modules
        .enumerate()
        .filter(|(at, module)| *at == 0 || module.file_name().contains(NAME))
        .map(|(_, module)| module)
        .filter(|of| !of.symbols(&|name| name == SYMBOL).is_empty())
}

/// The version in the name of a binary or a library: `libpython3.11.so.1.0`.
fn version(file_name: &str) -> Option<String> {
    let (_, rest) = file_name.split_once("python")?;
    let is_version = |c: char| c.is_ascii_digit() || c == '.';
    let end = rest.find(|c| !is_version(c)).unwrap_or(rest.len());
    let version = rest[..end].trim_end_matches('.');
    version.contains('.').then(|| version.to_owned())
}

#[derive(Debug)]
struct PymallocHeap {
    allocator: Allocator,
    place: Place,
}

impl Heap for PymallocHeap {
    fn allocator(&self) -> &Allocator {
        &self.allocator
    }

    fn is_beside_malloc(&self) -> bool {
        true
    }

    /// Sizes are 16 bytes apart, or 8 in old versions.
    fn spare(&self, _usable: u64) -> u64 {
        15
    }

    fn walk(
        &self,
        target: &Target<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Walked, Refusal> {
        let shape = self.place.shape;
        let arenas = arena::read(target, self.place.variable, shape)?;
        let mut shown = Shown::new(target.memory, shape, sink);
        for arena in &arenas {
            shown.arena(arena)?;
        }
        let note = shown.note();
        let (walked, told) = (shown.free, shown.told);
        if walked != told {
            let what = "free pools of all arenas".to_owned();
            return Err(Refusal::Disagrees { what, walked, told });
        }
        for arena in &arenas {
            // Nothing of it, for it is not malloc's.
            sink.returns(Remedy::Trim, &(arena.address..arena.address));
        }
        let what = "free pools of all arenas".to_owned();
        let checks = vec![Check { what, walked, told }];
        Ok(Walked { checks, notes: vec![note] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_in_the_file_name() {
        for (name, expected) in [
            ("libpython3.11.so.1.0", Some("3.11")),
            ("python3.9", Some("3.9")),
            ("libpython3.6m.so.1.0", Some("3.6")),
            ("python3", None),
            ("uwsgi", None),
        ] {
            assert_eq!(version(name).as_deref(), expected, "{name}");
        }
    }
}
