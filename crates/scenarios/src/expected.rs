/// Who is to blame right after the peak, and for how many bytes: what is known
/// by construction, whatever the allocator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A container keeps so many resident bytes beyond its elements. What the
    /// allocator keeps beside it is not told: expect it of one that gives back
    /// at once.
    Container(u64),
    /// These objects were freed, and an allocator that gives nothing back by
    /// itself keeps them.
    Freed(Freed),
    /// All that lived at the peak was freed, in objects whose sizes are a
    /// library's own: as many bytes as fewer live than did then.
    Emptied,
    /// These objects were freed, but on each of their pages one lives on.
    Scattered(Freed),
    /// Objects that no container declares hold so many bytes.
    Live(u64),
    /// So many bytes are no heap.
    NotHeap(u64),
    /// Whatever was there is gone. Expect it of an allocator that gives back
    /// at once.
    Nobody,
}

/// Freed objects, of one size or two.
pub type Freed = [Blocks; 2];

/// Objects of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// How many.
    pub count: u64,
    /// Bytes asked for, of each.
    pub size: u64,
}

impl Blocks {
    /// So many objects of this size.
    pub const fn of(count: u64, size: u64) -> Self {
        Self { count, size }
    }
}
