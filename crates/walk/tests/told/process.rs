//! A process that stands still by itself, as a target.

use residue_walk::{
    Files, Heap, Mapping, Memory, Refusal, Sink, Span, Target, Thread,
    Unreadable, Walked, find_all, parse_maps,
};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

const PAGE: u64 = 4096;

pub(crate) struct Process {
    memory: File,
    pages: File,
    pub(crate) mappings: Vec<Mapping>,
}

impl Process {
    pub(crate) fn of(pid: u32) -> Process {
        let text = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
        Process {
            memory: File::open(format!("/proc/{pid}/mem")).unwrap(),
            pages: File::open(format!("/proc/{pid}/pagemap")).unwrap(),
            mappings: parse_maps(&text).unwrap(),
        }
    }

    /// Resident bytes of `spans`, page by page.
    pub(crate) fn resident(&self, spans: &[Span]) -> u64 {
        let pages = spans.iter().flat_map(|span| {
            (span.start / PAGE..span.end / PAGE).filter(|page| {
                let mut entry = [0; 8];
                // What is no longer mapped has no entry.
                let read = self.pages.read_at(&mut entry, page * 8);
                read.is_ok_and(|read| read == 8)
                    && u64::from_le_bytes(entry) >> 63 == 1
            })
        });
        pages.count() as u64 * PAGE
    }

    /// All pages that are there to be written to.
    pub(crate) fn present(&self) -> BTreeSet<u64> {
        let writable = self.mappings.iter().filter(|of| of.writable);
        let pages = writable.flat_map(|mapping| {
            let first = mapping.span.start / PAGE;
            let count = mapping.span.end / PAGE - first;
            let mut entries = vec![0; count as usize * 8];
            // What is no longer mapped has no entries.
            let read = self.pages.read_at(&mut entries, first * 8);
            entries.truncate(read.unwrap_or(0));
            let (entries, _) = entries.as_chunks::<8>();
            let is_present =
                |entry: &[u8; 8]| u64::from_le_bytes(*entry) >> 63 == 1;
            let present = entries.iter().map(is_present).enumerate();
            let at = move |(index, _)| (first + index as u64) * PAGE;
            present.filter(|(_, is)| *is).map(at).collect::<Vec<_>>()
        });
        pages.collect()
    }

    /// The memory as something else shows it.
    pub(crate) fn target<'a>(&'a self, memory: &'a dyn Memory) -> Target<'a> {
        let threads: &[Thread] = &[];
        let (mappings, files) = (&*self.mappings, &Host);
        Target { memory, mappings, files, threads, page: PAGE }
    }

    pub(crate) fn heap(&self) -> Box<dyn Heap> {
        self.heap_of("glibc")
    }

    /// The heap of this allocator, beside which none is refused.
    pub(crate) fn heap_of(&self, allocator: &str) -> Box<dyn Heap> {
        let found = find_all(&self.target(self));
        let refused = &found.refused;
        assert!(refused.is_empty(), "{refused:?}");
        let mut heaps = found.heaps.into_iter();
        let heap = heaps.find(|heap| heap.allocator().name == allocator);
        heap.expect("the allocator is in the program")
    }

    pub(crate) fn walk(&self, sink: &mut dyn Sink) -> Result<Walked, Refusal> {
        self.heap().walk(&self.target(self), sink)
    }
}

impl Memory for Process {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let read = self.memory.read_exact_at(into, address);
        read.map_err(|_| Unreadable { address })
    }
}

struct Host;

impl Files for Host {
    fn open(&self, mapping: &Mapping) -> io::Result<File> {
        File::open(&mapping.name)
    }

    fn open_debug(&self, _build_id: &[u8]) -> Option<File> {
        None
    }
}
