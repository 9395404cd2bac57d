//! Where the live view has its figures from.

use residue_ledger::Ledger;

/// What the kernel keeps of a process anyway: reading it stops nothing. All
/// figures are bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcessSums {
    /// The process.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// Resident anonymous memory: heaps, stacks.
    pub anonymous: u64,
    /// Resident pages of files.
    pub file: u64,
    /// Resident shared memory and tmpfs.
    pub shared: u64,
    /// Bytes in swap; not part of resident.
    pub swapped: u64,
}

impl ProcessSums {
    /// Everything resident.
    pub fn resident(&self) -> u64 {
        self.anonymous + self.file + self.shared
    }
}

/// Live objects of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SizeClass {
    /// Usable bytes of one object.
    pub size: u64,
    /// Objects, a count.
    pub objects: u64,
}

impl SizeClass {
    /// Usable bytes of all.
    pub fn bytes(&self) -> u64 {
        self.size * self.objects
    }
}

/// What one look at a process shows. The process stood still for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Where its resident bytes are.
    pub ledger: Ledger,
    /// Everything resident, in bytes.
    pub resident: u64,
    /// Its allocator and what it was told by; empty if none was found.
    pub allocator: String,
    /// Whether it has the tracker: then containers are told apart.
    pub tracked: bool,
    /// Who is to blame, as one word.
    pub verdict: String,
    /// The same in sentences: evidence, and what gives how much back.
    pub reading: Vec<String>,
    /// Live objects by size, all of them or the most frequent.
    pub sizes: Vec<SizeClass>,
    /// Nanoseconds that the process stood still for.
    pub stopped_ns: u64,
    /// What could not be told, and why.
    pub absent: Vec<String>,
}

/// What was done with a process, in a sentence, or why it could not be.
pub type Kept = Result<String, String>;

/// Where the live view has its figures from. Errors are sentences, which are
/// shown and change nothing else.
pub trait Source {
    /// All processes that may be read, in any order.
    fn processes(&mut self) -> Result<Vec<ProcessSums>, String>;
    /// The sums of one process.
    fn sums(&mut self, pid: u32) -> Result<ProcessSums, String>;
    /// Stops a process, reads it, and lets it go on: from outside, or by its
    /// tracker if it has one and `tracked` asks for it.
    fn look(&mut self, pid: u32, tracked: bool) -> Result<Look, String>;
    /// Marks the last look at a process, to be found among others in a run.
    fn mark(&mut self, pid: u32) -> Kept;
    /// Keeps the last look at a process as a run.
    fn save(&mut self, pid: u32) -> Kept;
}
