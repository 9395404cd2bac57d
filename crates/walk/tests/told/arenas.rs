//! What `malloc_info` writes.

/// What malloc says of one arena, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ArenaTold {
    /// All that it has from the kernel.
    pub(crate) system: u64,
    /// In fast bins.
    pub(crate) fast: u64,
    /// Free elsewhere, its top too.
    pub(crate) rest: u64,
}

/// All that it says, as far as it is read.
#[derive(Debug, Default)]
pub(crate) struct ArenasTold {
    pub(crate) arenas: Vec<ArenaTold>,
    /// Of chunks that have a mapping of their own.
    pub(crate) mapped: u64,
    is_in_arena: bool,
}

impl ArenasTold {
    /// Takes one line; the arenas stand one after the other, and their sums
    /// at the end.
    pub(crate) fn hear(&mut self, line: &str) {
        let number = |name: &str| -> u64 {
            let (_, rest) = line.split_once(&format!(" {name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        if line.starts_with("<heap ") {
            assert_eq!(number("nr"), self.arenas.len() as u64);
            self.arenas.push(ArenaTold::default());
            self.is_in_arena = true;
        } else if line.starts_with("</heap>") {
            self.is_in_arena = false;
        } else if line.starts_with("<total type=\"mmap\"") {
            self.mapped = number("size");
        }
        let Some(arena) = self.arenas.last_mut().filter(|_| self.is_in_arena)
        else {
            return;
        };
        if line.starts_with("<total type=\"fast\"") {
            arena.fast = number("size");
        } else if line.starts_with("<total type=\"rest\"") {
            // It adds up sizes with the bit in them that says that the chunk
            // in front is in use, as it is of each that is free, but of the
            // top, which counts as one.
            arena.rest = number("size") - (number("count") - 1);
        } else if line.starts_with("<system type=\"current\"") {
            arena.system = number("size");
        }
    }
}
