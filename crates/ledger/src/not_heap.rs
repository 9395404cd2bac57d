//! What the memory is that is not heap.

/// A kind of memory that is not heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum NotHeapKind {
    /// The stack of a thread, by the thread's name.
    Stack,
    /// The program and its libraries, code and data, by their paths; what was
    /// not written of them is page cache that other processes may share.
    Code,
    /// Any other mapped file, by its path; its clean pages are page cache
    /// that other processes may share.
    File,
    /// Shared memory and tmpfs, by its name.
    Shared,
    /// Memory of a device, such as a GPU, by the device.
    Device,
    /// Anonymous memory with code in it: what a JIT compiler wrote.
    Jit,
    /// Anonymous memory that the program named by `PR_SET_VMA_ANON_NAME`.
    Named,
    /// Private anonymous memory without a name: mapped past the allocator,
    /// or another allocator's.
    Anonymous,
    /// What the kernel maps into every process.
    Kernel,
}

impl NotHeapKind {
    /// All kinds.
    pub const ALL: [NotHeapKind; 9] = [
        NotHeapKind::Stack,
        NotHeapKind::Code,
        NotHeapKind::File,
        NotHeapKind::Shared,
        NotHeapKind::Device,
        NotHeapKind::Jit,
        NotHeapKind::Named,
        NotHeapKind::Anonymous,
        NotHeapKind::Kernel,
    ];

    /// The kind's name, as files store it.
    pub fn name(self) -> &'static str {
        match self {
            NotHeapKind::Stack => "stack",
            NotHeapKind::Code => "code",
            NotHeapKind::File => "file",
            NotHeapKind::Shared => "shared",
            NotHeapKind::Device => "device",
            NotHeapKind::Jit => "jit",
            NotHeapKind::Named => "named",
            NotHeapKind::Anonymous => "anonymous",
            NotHeapKind::Kernel => "kernel",
        }
    }
}

/// Memory that is not heap, of one kind and one name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct NotHeap {
    /// What kind of memory it is.
    pub kind: NotHeapKind,
    /// The thread, file, device or name; empty where there is none.
    pub name: String,
    /// Resident bytes. Over all of a process they add up to the ledger's
    /// `program`.
    pub resident: u64,
    /// Bytes in swap.
    pub swapped: u64,
    /// Mappings, a count.
    pub mappings: u64,
}
