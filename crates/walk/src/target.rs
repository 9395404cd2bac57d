//! What walkers are given.

use crate::{Mapping, Memory, Module};
use std::fmt::{self, Debug, Formatter};
use std::fs::File;
use std::io;

/// A process, as walkers see it.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Its memory.
    pub memory: &'a dyn Memory,
    /// What is mapped, in address order.
    pub mappings: &'a [Mapping],
    /// The files that are mapped.
    pub files: &'a dyn Files,
    /// Its threads; none where they are not known.
    pub threads: &'a [Thread],
    /// Bytes of a page, a power of two.
    pub page: u64,
}

/// A thread of a process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// Its number.
    pub id: u32,
    /// Where its thread-local storage hangs: `fs` on x86-64, `TPIDR_EL0` on
    /// aarch64. `None` where it is not known: it shows only of a thread that
    /// is traced.
    pub pointer: Option<u64>,
}

/// Opens the files that a process has mapped, and their debug symbols.
pub trait Files {
    /// The file behind `mapping`, as the process sees it.
    fn open(&self, mapping: &Mapping) -> io::Result<File>;

    /// The separate file of debug symbols of this build id, if there is one.
    fn open_debug(&self, build_id: &[u8]) -> Option<File>;
}

impl<'a> Target<'a> {
    /// The files of code that are mapped: the binary and its libraries.
    pub fn modules(&self) -> impl Iterator<Item = Module<'a>> + use<'a> {
        Module::all(self.mappings, self.files)
    }

    /// The mapping that holds `address`.
    pub fn mapping_at(&self, address: u64) -> Option<&'a Mapping> {
        let at = self.mappings.partition_point(|map| map.span.end <= address);
        let mapping = self.mappings.get(at)?;
        mapping.span.contains(&address).then_some(mapping)
    }

    /// Bytes mapped: no structure in the process is larger.
    pub fn mapped(&self) -> u64 {
        self.mappings.iter().map(|map| map.span.end - map.span.start).sum()
    }
}

impl Debug for Target<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("mappings", &self.mappings.len())
            .field("threads", &self.threads.len())
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}
