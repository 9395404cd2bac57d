//! The words for what must agree before two probes are compared.

use std::fmt;
use std::str::FromStr;

use residue_compare::{Across, CompareError};

/// Something that must be the same on both sides, unless the user says with
/// `--across` that it may differ. There is no word for all of them: what is
/// crossed is named, because it may be why anything changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcrossKey {
    /// The operating system.
    Os,
    /// The instruction set.
    Arch,
    /// The kernel's major version.
    Kernel,
    /// Bytes of one page of memory.
    PageSize,
    /// The kernel's mode for transparent huge pages.
    Thp,
    /// The kernel's policy for promising more memory than it has.
    Overcommit,
    /// The allocator's version.
    BackendVersion,
    /// The allocator's settings in effect.
    Settings,
    /// The scenario's size.
    Elements,
    /// What is tried after the peak.
    Remedy,
    /// What the scenario's data are made from.
    Seed,
    /// How long the process idles before `settled`.
    Settle,
}

impl AcrossKey {
    /// All keys: those of the environment first, then those of a probe.
    pub const ALL: [AcrossKey; 12] = [
        AcrossKey::Os,
        AcrossKey::Arch,
        AcrossKey::Kernel,
        AcrossKey::PageSize,
        AcrossKey::Thp,
        AcrossKey::Overcommit,
        AcrossKey::BackendVersion,
        AcrossKey::Settings,
        AcrossKey::Elements,
        AcrossKey::Remedy,
        AcrossKey::Seed,
        AcrossKey::Settle,
    ];

    /// The word that `--across` takes.
    pub fn name(self) -> &'static str {
        match self {
            AcrossKey::Os => "os",
            AcrossKey::Arch => "arch",
            AcrossKey::Kernel => "kernel",
            AcrossKey::PageSize => "page_size",
            AcrossKey::Thp => "thp",
            AcrossKey::Overcommit => "overcommit",
            AcrossKey::BackendVersion => "backend_version",
            AcrossKey::Settings => "settings",
            AcrossKey::Elements => "elements",
            AcrossKey::Remedy => "remedy",
            AcrossKey::Seed => "seed",
            AcrossKey::Settle => "settle",
        }
    }
}

impl fmt::Display for AcrossKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.name())
    }
}

impl Across for AcrossKey {
    const ALL: &'static [AcrossKey] = &AcrossKey::ALL;

    fn name(self) -> &'static str {
        AcrossKey::name(self)
    }
}

impl FromStr for AcrossKey {
    type Err = CompareError;

    fn from_str(word: &str) -> Result<AcrossKey, CompareError> {
        Across::from_word(word)
    }
}
