//! The backends by name.

use std::fmt;

use crate::knob::Knob;
use crate::operations::Operations;

/// An allocator under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Backend {
    /// The allocator of the C library, which is what Rust uses by default.
    System,
    /// jemalloc, as the crate `tikv-jemallocator` builds it.
    Jemalloc,
    /// mimalloc 3, as the crate `libmimalloc-sys` builds it.
    Mimalloc,
    /// The heap profiler of the crate `dhat`, over the system's allocator.
    Dhat,
}

impl Backend {
    /// Every backend, in the order in which they are shown.
    pub const ALL: &'static [Self] =
        &[Self::System, Self::Jemalloc, Self::Mimalloc, Self::Dhat];

    /// The name by which it is chosen on a command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Jemalloc => "jemalloc",
            Self::Mimalloc => "mimalloc",
            Self::Dhat => "dhat",
        }
    }

    /// The backend of that exact name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|backend| backend.name() == name)
    }

    /// What it is, in one line.
    pub fn summary(self) -> &'static str {
        self.operations().summary()
    }

    /// The version that runs in this process, as the allocator itself tells
    /// it.
    pub fn version(self) -> String {
        self.operations().version()
    }

    /// Whether resident memory under this backend is mostly the profiler's
    /// own and says nothing about the program.
    pub fn resident_is_the_profilers(self) -> bool {
        matches!(self, Self::Dhat)
    }

    /// What the environment variables begin with from which it reads its
    /// settings: a process that is to have none inherits none of these.
    pub fn environment_prefixes(self) -> &'static [&'static str] {
        self.operations().environment_prefixes()
    }

    /// The settings it takes.
    pub fn knobs(self) -> &'static [Knob] {
        self.operations().knobs()
    }

    /// The backend at that place of [`Backend::ALL`].
    #[inline]
    pub(crate) fn at(place: u8) -> Option<Self> {
        // A match, because a look into the table would cost every allocation
        // another load.
        match place {
            0 => Some(Self::System),
            1 => Some(Self::Jemalloc),
            2 => Some(Self::Mimalloc),
            3 => Some(Self::Dhat),
            _ => None,
        }
    }

    /// What the allocator behind this name can do.
    pub(crate) fn operations(self) -> &'static dyn Operations {
        on_allocator!(self, allocator => allocator)
    }
}

/// Evaluates an expression with the allocator behind a name.
///
/// The one place where a name becomes an allocator. In each arm its type is
/// known, so that the calls on the path of an allocation are direct.
macro_rules! on_allocator {
    ($backend:expr, $allocator:ident => $expression:expr) => {
        match $backend {
            $crate::backend::Backend::System => {
                let $allocator = &$crate::system::System;
                $expression
            }
            $crate::backend::Backend::Jemalloc => {
                let $allocator = &$crate::jemalloc::Jemalloc;
                $expression
            }
            $crate::backend::Backend::Mimalloc => {
                let $allocator = &$crate::mimalloc::Mimalloc;
                $expression
            }
            $crate::backend::Backend::Dhat => {
                let $allocator = &$crate::dhat::Dhat;
                $expression
            }
        }
    };
}

pub(crate) use on_allocator;

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_backends() {
        for &backend in Backend::ALL {
            assert_eq!(Backend::from_name(backend.name()), Some(backend));
        }
    }

    #[test]
    fn refuses_unknown_and_misspelt_names() {
        for name in ["", "System", "jemaloc", "dhat "] {
            assert_eq!(Backend::from_name(name), None, "{name:?}");
        }
    }

    #[test]
    fn only_the_profiler_spoils_the_resident_figure() {
        let spoilt: Vec<_> = Backend::ALL
            .iter()
            .filter(|backend| backend.resident_is_the_profilers())
            .collect();
        assert_eq!(spoilt, [&Backend::Dhat]);
    }
}
