//! Who holds resident bytes: a finite vocabulary.

/// Who holds the bytes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The elements themselves: the reason why the memory is there.
    Elements,
    /// The containers, beyond their elements.
    Container,
    /// Live objects of no declared container.
    Other,
    /// The allocator: freed by the program, or never asked for.
    Allocator,
    /// The process itself: files, stacks, thread-local storage.
    Program,
}

impl Group {
    /// The holder's name for people.
    pub fn title(self) -> &'static str {
        match self {
            Group::Elements => "elements",
            Group::Container => "container",
            Group::Other => "other",
            Group::Allocator => "allocator",
            Group::Program => "process",
        }
    }
}
