//! What somebody may hold before the answer is no.

use std::fmt;
use std::str::FromStr;

use super::Diagnosis;
use crate::findings::Verdict;
use residue_present::Bytes;

/// A bound on what findings of a verdict may hold: `container>64MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn {
    /// Who is bounded.
    pub verdict: Verdict,
    /// Bytes that he may hold.
    pub most: u64,
}

/// Why a text is no [`FailOn`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FailOnError {
    /// It has no bound.
    #[error(
        "{0:?} has no bound: write VERDICT>SIZE, such as 'container>64MiB'"
    )]
    NoBound(String),
    /// There is no such verdict.
    #[error("there is no verdict {found:?}: write one of {known}")]
    NoVerdict {
        /// What stands there.
        found: String,
        /// All verdicts.
        known: String,
    },
    /// It is no size.
    #[error("{0:?} is not a size: write bytes, or 64KiB, 64MiB or 1.5GiB")]
    NoSize(String),
}

impl FailOn {
    /// What the verdict holds of `diagnosis`, if that is too much.
    pub fn broken(&self, diagnosis: &Diagnosis) -> Option<u64> {
        Some(diagnosis.held(self.verdict)).filter(|&held| held > self.most)
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}>{}", self.verdict.name(), Bytes(self.most))
    }
}

impl FromStr for FailOn {
    type Err = FailOnError;

    fn from_str(text: &str) -> Result<FailOn, FailOnError> {
        let no_bound = || FailOnError::NoBound(text.to_owned());
        let (name, size) = text.split_once('>').ok_or_else(no_bound)?;
        let name = name.trim();
        let verdict = Verdict::from_name(name).ok_or_else(|| {
            let known = Verdict::ALL.map(Verdict::name).join(", ");
            FailOnError::NoVerdict { found: name.to_owned(), known }
        })?;
        let size = size.trim();
        let most = residue_compare::size(size)
            .ok_or_else(|| FailOnError::NoSize(size.to_owned()))?;
        Ok(FailOn { verdict, most })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_verdict_and_a_size() {
        for (text, verdict, most) in [
            ("container>64MiB", Verdict::Container, 64 << 20),
            (" not-heap > 1.5 KiB", Verdict::NotHeap, 1536),
            ("cannot-tell>0", Verdict::CannotTell, 0),
            ("allocator-cached>12B", Verdict::AllocatorCached, 12),
        ] {
            assert_eq!(text.parse(), Ok(FailOn { verdict, most }), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest_with_what_can_be_written() {
        for (text, part) in [
            ("container", "container>64MiB"),
            ("leak>1MiB", "allocator-fragmentation"),
            ("live>1MB", "64MiB"),
            ("live>", "64MiB"),
            ("live>-1", "64MiB"),
            ("live>99999999999999GiB", "64MiB"),
        ] {
            let error = text.parse::<FailOn>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
