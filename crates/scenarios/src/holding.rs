/// What one container holds at one instant, as its owner knows it.
///
/// The bytes the container holds beyond `payload` (empty buckets, spare
/// capacity, tombstones) are not here: they are what the allocator counts
/// for the container, less `payload`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The container, one of [`Scenario::containers`](crate::Scenario::containers).
    pub container: &'static str,
    /// Bytes of the elements: their number times the size of an entry, plus
    /// what the elements own on the heap. Exact, not an estimate. Rises and
    /// falls with `elements`.
    pub payload: u64,
    /// Number of elements.
    pub elements: u64,
    /// Number of elements there is room for, as the container itself says.
    /// At least `elements`. The capacity of a std hash map falls while
    /// elements are removed although its table stays, because tombstones
    /// count against it: do not compute bytes from it.
    pub capacity: u64,
}
