//! The words for what must agree before two probes are compared.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

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

    /// All words, as a list to read.
    pub fn known() -> String {
        AcrossKey::ALL.map(AcrossKey::name).join(", ")
    }
}

impl fmt::Display for AcrossKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.name())
    }
}

/// A word that `--across` does not take.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is nothing that a comparison can cross: it takes {known}",
    known = AcrossKey::known()
)]
pub struct UnknownAcrossKey(pub String);

impl FromStr for AcrossKey {
    type Err = UnknownAcrossKey;

    fn from_str(word: &str) -> Result<AcrossKey, UnknownAcrossKey> {
        let word = word.trim();
        AcrossKey::ALL
            .into_iter()
            .find(|key| key.name() == word)
            .ok_or_else(|| UnknownAcrossKey(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_one_key() {
        for key in AcrossKey::ALL {
            assert_eq!(key.name().parse(), Ok(key));
        }
    }

    #[test]
    fn refuses_an_unknown_word_with_the_known_ones() {
        let error = "all".parse::<AcrossKey>().unwrap_err().to_string();
        for part in ["\"all\"", "kernel", "backend_version", "settle"] {
            assert!(error.contains(part), "{error}");
        }
    }
}
