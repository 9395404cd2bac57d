//! A process that stands still by itself, as a target.

use residue_walk::{
    Files, Heap, Mapping, Memory, Refusal, Sink, Target, Thread, Unreadable,
    Walked, find_all, parse_maps,
};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

pub(crate) struct Process {
    memory: File,
    pub(crate) mappings: Vec<Mapping>,
}

impl Process {
    pub(crate) fn of(pid: u32) -> Process {
        let text = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
        Process {
            memory: File::open(format!("/proc/{pid}/mem")).unwrap(),
            mappings: parse_maps(&text).unwrap(),
        }
    }

    /// The memory as something else shows it.
    pub(crate) fn target<'a>(&'a self, memory: &'a dyn Memory) -> Target<'a> {
        let threads: &[Thread] = &[];
        let (mappings, files) = (&*self.mappings, &Host);
        Target { memory, mappings, files, threads, page: 4096 }
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
