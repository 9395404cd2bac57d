//! What live objects hold, told from their bytes alone: no symbols, no
//! tracker, nothing prepared.

mod kind;
mod name;
mod vtable;

mod hashbrown;
mod owner;
mod python_dict;

pub use kind::Contents;
pub use name::demangled;
pub use owner::{Owned, Place, owned};
pub use vtable::{Vtable, vtable};

use crate::Memory;

/// A live object, as its allocator knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// Where it begins.
    pub address: u64,
    /// Bytes that the program may use.
    pub usable: u64,
}

/// What kind of table fills an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    /// hashbrown's, which std's `HashMap` and `HashSet` are made of.
    Hashbrown,
    /// The table of Python's `dict`.
    PythonDict,
    /// The buckets, or the groups, of Go's maps.
    GoMap,
    /// The table of Python's `set`: a pointer and a hash each.
    PythonSet,
    /// The elements of Python's `list`, or of its `bytearray`.
    PythonList,
    /// The buckets of C++'s `std::unordered_map` and its kin: a pointer each,
    /// to elements that lie elsewhere.
    Buckets,
    /// Elements side by side, and room for more: C++'s `std::vector` and
    /// `std::string`, Rust's `Vec` and `String`, and many a C program's own.
    Vector,
    /// The array of Go's slices.
    Slice,
    /// The ring of Rust's `VecDeque`.
    Deque,
}

impl TableKind {
    /// All kinds.
    pub const ALL: [TableKind; 9] = [
        TableKind::Hashbrown,
        TableKind::PythonDict,
        TableKind::GoMap,
        TableKind::PythonSet,
        TableKind::PythonList,
        TableKind::Buckets,
        TableKind::Vector,
        TableKind::Slice,
        TableKind::Deque,
    ];

    /// The kind's name for people.
    pub fn name(self) -> &'static str {
        match self {
            TableKind::Hashbrown => "hashbrown table",
            TableKind::PythonDict => "table of a dict",
            TableKind::GoMap => "table of a Go map",
            TableKind::PythonSet => "table of a set",
            TableKind::PythonList => "elements of a list",
            TableKind::Buckets => "bucket array of an unordered_map",
            TableKind::Vector => "vector",
            TableKind::Slice => "array of a slice",
            TableKind::Deque => "ring of a VecDeque",
        }
    }

    /// Whether all of its own bytes tell how full it is; else some of them
    /// do, or what seems to be its owner: another object that points to it.
    pub fn is_told_by_itself(self) -> bool {
        matches!(self, TableKind::Hashbrown)
    }
}

/// A container's table, found in a live object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Which container's.
    pub kind: TableKind,
    /// Where the object begins.
    pub address: u64,
    /// Bytes that the allocator gave for it.
    pub usable: u64,
    /// Bytes of an element; 1 where it is not known what elements there are,
    /// so that elements are bytes.
    pub element: u64,
    /// Elements in it, a count.
    pub elements: u64,
    /// Slots of removed elements that are not free yet, a count.
    pub deleted: u64,
    /// Elements for which there is room before it grows, a count.
    pub capacity: u64,
}

impl Table {
    /// Bytes of its elements themselves; what they own elsewhere is not in it.
    pub fn payload(&self) -> u64 {
        self.elements * self.element
    }
}

/// What [`table`] costs at most, in reads of a few bytes: a fraction of what
/// it would be if the allocator rounded less.
pub fn table_effort(object: &Object, spare: u64, kinds: &[TableKind]) -> u64 {
    let effort = |kind: &TableKind| match kind {
        TableKind::Hashbrown => hashbrown::effort(object, spare),
        TableKind::PythonDict => python_dict::EFFORT,
        _ => 0,
    };
    kinds.iter().map(effort).sum()
}

/// The table of one of `kinds` that fills `object`, if its bytes show one. The
/// allocator gave at most `spare` bytes more than were asked for.
pub fn table(
    memory: &dyn Memory,
    object: &Object,
    spare: u64,
    kinds: &[TableKind],
) -> Option<Table> {
    kinds.iter().find_map(|kind| match kind {
        TableKind::Hashbrown => hashbrown::table(memory, object, spare),
        TableKind::PythonDict => python_dict::table(memory, object, spare),
        _ => None,
    })
}
