//! Allocators by name, as far as remedies differ.

/// An allocator that has remedies of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Allocator {
    /// The GNU C library's.
    Glibc,
    /// jemalloc.
    Jemalloc,
    /// mimalloc.
    Mimalloc,
    /// musl's mallocng.
    Musl,
    /// The heap of Go's runtime.
    Go,
    /// Any other.
    Other,
}

impl Allocator {
    /// All of them.
    pub const ALL: [Allocator; 6] = [
        Allocator::Glibc,
        Allocator::Jemalloc,
        Allocator::Mimalloc,
        Allocator::Musl,
        Allocator::Go,
        Allocator::Other,
    ];

    /// The allocator's name.
    pub const fn name(self) -> &'static str {
        match self {
            Allocator::Glibc => "glibc",
            Allocator::Jemalloc => "jemalloc",
            Allocator::Mimalloc => "mimalloc",
            Allocator::Musl => "musl",
            Allocator::Go => "Go",
            Allocator::Other => "other",
        }
    }

    /// The allocator that one of these names, or texts of a version such as
    /// `glibc 2.36`, begins with.
    pub fn of_names(names: &[&str]) -> Allocator {
        let is_named = |allocator: &Allocator| {
            names.iter().any(|name| name.starts_with(allocator.name()))
        };
        Allocator::ALL.into_iter().find(is_named).unwrap_or(Allocator::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allocator_is_known_by_its_name_or_its_versions() {
        let of = Allocator::of_names;
        assert_eq!(of(&["system", "glibc 2.36"]), Allocator::Glibc);
        assert_eq!(of(&["jemalloc", "5.3.1"]), Allocator::Jemalloc);
        assert_eq!(of(&["system", "musl 1.2.5"]), Allocator::Musl);
        assert_eq!(of(&["Go"]), Allocator::Go);
        assert_eq!(of(&["system", ""]), Allocator::Other);
    }
}
