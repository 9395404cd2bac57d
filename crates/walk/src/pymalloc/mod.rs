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
mod sizes;

use crate::{
    Allocator, Check, FoundBy, Heap, Module, Refusal, Remedy, Sink, Target,
    Walked, Walker,
};
use find::ArenaArray;
use show::PoolEmitter;

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
            let Some(array) = find::find(target, &module) else { continue };
            let allocator = Allocator {
                name: self.name(),
                version: version(module.file_name()),
                found_by: FoundBy::Invariants,
                module: module.name().to_owned(),
            };
            found.push(Box::new(PymallocHeap { allocator, array }));
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
    array: ArenaArray,
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
        let sizes = self.array.sizes;
        let arenas = arena::read(target, self.array.variable, sizes)?;
        let mut emitter = PoolEmitter::new(target.memory, sizes, sink);
        for arena in &arenas {
            emitter.arena(arena)?;
        }
        let note = emitter.note();
        let (walked, told) = (emitter.free, emitter.told);
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
    use super::sizes::Sizes;
    use super::*;
    use crate::{Files, Image, Mapping, Piece, Region, Span, Use, parse_maps};
    use std::fs::File;
    use std::io;

    const MAPS: &str = "\
20000-30000 rw-p 00010000 fe:01 7 /lib/libpython3.11.so.1.0
100000-110000 rw-p 00000000 00:00 0 [heap]
700000000000-700000200000 rw-p 00000000 00:00 0 
";
    const VARIABLE: u64 = 0x20100;
    const ARRAY: u64 = 0x100010;
    const ARENA: u64 = 0x7000_0000_0000;
    const SIZES: Sizes = Sizes { arena: 1 << 20, pool: 16 << 10, step: 16 };

    struct NoFiles;

    impl Files for NoFiles {
        fn open(&self, _mapping: &Mapping) -> io::Result<File> {
            Err(io::ErrorKind::NotFound.into())
        }

        fn open_debug(&self, _build_id: &[u8]) -> Option<File> {
            None
        }
    }

    #[derive(Default)]
    struct Seen {
        live: Vec<(u64, u64)>,
        free: u64,
        regions: Vec<Span>,
        end: u64,
    }

    impl Sink for Seen {
        fn region(&mut self, region: &Region) {
            self.end = region.span.start;
            self.regions.push(region.span.clone());
        }

        fn piece(&mut self, piece: &Piece) {
            assert_eq!(piece.address, self.end, "pieces tile their region");
            self.end += piece.size;
            match piece.use_ {
                Use::Live { .. } => self.live.push((piece.address, piece.size)),
                Use::Free => self.free += piece.size,
                _ => {}
            }
        }

        fn returns(&mut self, _remedy: Remedy, pages: &Span) {
            assert!(pages.is_empty());
        }

        fn restart(&mut self) {
            *self = Seen::default();
        }
    }

    /// One arena of two pools: of the first, blocks 0 and 2 of three are in
    /// use; the second is free again. A second arena went back, and a third
    /// entry was never used. What is full says rubbish of its list.
    fn words() -> Vec<(u64, u64)> {
        let next = ARENA + 2 * SIZES.pool;
        let (first, second) = (ARENA, ARENA + SIZES.pool);
        let block = 64;
        let last = SIZES.pool - block;
        let mut words = vec![
            (VARIABLE, ARRAY),
            (ARRAY, ARENA),
            (ARRAY + 8, next),
            (ARRAY + 16, 64 << 32 | 63),
            (ARRAY + 32, 0x1234_5670),
            (ARRAY + 48 + 32, ARRAY + 96),
        ];
        for (pool, used, free) in
            [(first, 2, first + 48 + block), (second, 0, 0)]
        {
            words.extend([
                (pool, used),
                (pool + 8, free),
                (pool + 32, (block / 16 - 1) << 32),
                (pool + 40, last << 32 | (48 + 3 * block)),
            ]);
        }
        words
    }

    fn walk(words: &[(u64, u64)]) -> Result<(Walked, Seen), Refusal> {
        let mappings = parse_maps(MAPS).unwrap();
        let mut image = Image::default();
        for Mapping { span, .. } in &mappings {
            let mut bytes = vec![0; (span.end - span.start) as usize];
            for (at, word) in words.iter().filter(|(at, _)| span.contains(at)) {
                let at = (at - span.start) as usize;
                bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
            }
            image.add(span.start, bytes);
        }
        let target = Target {
            memory: &image,
            mappings: &mappings,
            files: &NoFiles,
            threads: &[],
            page: 4096,
        };
        let allocator = Allocator {
            name: "pymalloc",
            version: None,
            found_by: FoundBy::Invariants,
            module: String::new(),
        };
        let array = ArenaArray { variable: VARIABLE, sizes: SIZES };
        let mut seen = Seen::default();
        let heap = PymallocHeap { allocator, array };
        Ok((heap.walk(&target, &mut seen)?, seen))
    }

    #[test]
    fn blocks_in_use_are_live_and_all_else_is_free() {
        let (walked, seen) = walk(&words()).unwrap();
        let blocks = [0, 2].map(|place| (ARENA + 48 + place * 64, 64));
        assert_eq!(seen.live, blocks);
        assert_eq!(seen.free, SIZES.arena - 48 - 128);
        let region = ARENA..ARENA + SIZES.arena;
        assert_eq!(seen.regions, [region]);
        assert_eq!((walked.checks[0].walked, walked.checks[0].told), (63, 63));
        assert!(walked.notes[0].contains("63 of their 64 pools are free"));
    }

    /// Each of these words is wrong in a way that would make a wrong figure.
    #[test]
    fn what_does_not_add_up_is_refused() {
        for (at, word) in [
            (ARRAY, ARENA + 8),
            (ARRAY, ARENA + (1 << 20) + 4096),
            (ARRAY + 8, ARENA + 4096),
            (ARRAY + 16, 64 << 32 | 62),
            (ARRAY + 16, 32 << 32 | 31),
            (ARRAY + 48 + 32, ARRAY + 97),
            (ARENA, 3),
            (ARENA, 1),
            (ARENA, 4),
            (ARENA + 8, ARENA + 48 + 60),
            (ARENA + 8, ARENA + 48 + 3 * 64),
            (ARENA + 32, 3 << 32 | 1),
            (ARENA + 32, 40 << 32),
            (ARENA + 40, 0),
            (ARENA + 48 + 64, ARENA + 48 + 64),
        ] {
            let mut words = words();
            words.push((at, word));
            let refused = walk(&words);
            assert!(refused.is_err(), "{at:#x} {word:#x}");
        }
    }

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
