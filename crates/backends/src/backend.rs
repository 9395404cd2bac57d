//! The backends by name.

use std::fmt;

use crate::allocators::each_allocator;
use crate::drift::Drift;
use crate::knob::Knob;
use crate::operations::Operations;

/// Declares the backends, one for each allocator of the list.
macro_rules! backends {
    ([$($(#[$doc:meta])* $backend:ident = $allocator:path, $name:literal;)*]) => {
        /// An allocator under test.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Backend {
            $($(#[$doc])* $backend,)*
        }

        impl Backend {
            /// Every backend, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$backend,)*];

            /// The name by which it is chosen on a command line and in files.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$backend => $name,)*
                }
            }

            /// The backend at that place of [`Backend::ALL`].
            // Comparisons, because a look into the table would cost every
            // allocation another load.
            #[inline]
            pub(crate) fn at(place: u8) -> Option<Self> {
                match place {
                    $(at if at == Self::$backend as u8 => Some(Self::$backend),)*
                    _ => None,
                }
            }
        }
    };
}

each_allocator!(backends);

impl Backend {
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
        self.operations().resident_is_the_profilers()
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

    /// What of its figures moves by itself.
    pub fn drift(self) -> Drift {
        self.operations().drift()
    }

    /// The names of files that its shared library may have, the best first:
    /// what takes the place of another program's allocator. None where it
    /// cannot.
    pub fn libraries(self) -> &'static [&'static str] {
        self.operations().libraries()
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
        $crate::allocators::each_allocator! {
            on_each_allocator $backend, $allocator => $expression
        }
    };
}

macro_rules! on_each_allocator {
    (
        [$($(#[$doc:meta])* $backend:ident = $path:path, $name:literal;)*]
        $of:expr, $allocator:ident => $expression:expr
    ) => {
        match $of {
            $($crate::backend::Backend::$backend => {
                let $allocator = &$path;
                $expression
            })*
        }
    };
}

pub(crate) use {on_allocator, on_each_allocator};

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
    fn what_gives_memory_back_by_itself_is_a_setting_in_milliseconds() {
        for &backend in Backend::ALL {
            for timer in backend.drift().timers {
                let mut knobs = backend.knobs().iter();
                let knob = knobs.find(|knob| knob.key == *timer);
                assert_eq!(knob.map(|knob| knob.unit), Some("ms"), "{timer}");
            }
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
