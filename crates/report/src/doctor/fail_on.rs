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
    #[error("{found:?} has no bound: write VERDICT>SIZE, such as '{nearest}'")]
    NoBound {
        /// What stands there.
        found: String,
        /// What was probably meant.
        nearest: String,
    },
    /// There is no such verdict.
    #[error(
        "there is no verdict {found:?}: did you mean '{nearest}'? \
         (verdicts: {known})"
    )]
    NoVerdict {
        /// What stands there.
        found: String,
        /// What was probably meant, the bound included.
        nearest: String,
        /// All verdicts.
        known: String,
    },
    /// It is no size.
    #[error(
        "{found:?} is not a size: did you mean '{nearest}'? \
         (sizes: bytes, or 64KiB, 64MiB, 1.5GiB)"
    )]
    NoSize {
        /// What stands there.
        found: String,
        /// What was probably meant, the verdict included.
        nearest: String,
    },
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
        let nearest = || nearest(text).to_string();
        let (name, size) = text.split_once('>').ok_or_else(|| {
            FailOnError::NoBound { found: text.to_owned(), nearest: nearest() }
        })?;
        let name = name.trim();
        let verdict = Verdict::from_name(name).ok_or_else(|| {
            let known = Verdict::ALL.map(Verdict::name).join(", ");
            let (found, nearest) = (name.to_owned(), nearest());
            FailOnError::NoVerdict { found, nearest, known }
        })?;
        let size = size.trim();
        let most = residue_compare::size(size).ok_or_else(|| {
            let (found, nearest) = (size.to_owned(), nearest());
            FailOnError::NoSize { found, nearest }
        })?;
        Ok(FailOn { verdict, most })
    }
}

/// The bound that a text which is none is most like: the verdict whose name is
/// most like its beginning, and the size that its number has in binary units.
fn nearest(text: &str) -> FailOn {
    let is_of_size = |c: char| c.is_ascii_digit() || !is_of_name(c);
    let (name, size) =
        text.split_at(text.find(is_of_size).unwrap_or(text.len()));
    let likeness = |of: &Verdict| likeness(name.trim(), *of);
    let verdict = Verdict::ALL
        .into_iter()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let size = size.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = size.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = size.split_at(end.unwrap_or(size.len()));
    let unit = unit.trim().chars().next().unwrap_or('M');
    let binary = format!("{number}{}iB", unit.to_ascii_uppercase());
    FailOn {
        verdict: verdict.unwrap_or(Verdict::Container),
        most: residue_compare::size(&binary).unwrap_or(64 << 20),
    }
}

/// How much `word` is like the verdict's name, a part of that, or what else its
/// bytes are called.
fn likeness(word: &str, verdict: Verdict) -> f64 {
    let else_called = match verdict {
        Verdict::Container => "slack",
        Verdict::AllocatorFragmentation => "rounding",
        Verdict::Growth => "leak",
        Verdict::NotHeap => "program",
        _ => "",
    };
    let name = verdict.name();
    let called = name.split('-').chain([name, else_called]);
    called.map(|name| strsim::jaro_winkler(word, name)).fold(0.0, f64::max)
}

fn is_of_name(c: char) -> bool {
    c.is_alphabetic() || c == '-' || c == '_' || c == ' '
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
            ("container", "'container>64.0 MiB'"),
            ("containr>32MiB", "'container>32.0 MiB'"),
            ("contaner=8GiB", "'container>8.0 GiB'"),
            ("cached>1MiB", "'allocator-cached>1.0 MiB'"),
            ("fragmentation>1MiB", "'allocator-fragmentation>1.0 MiB'"),
            ("slak>5MiB", "'container>5.0 MiB'"),
            ("leak>5MiB", "'growth>5.0 MiB'"),
            ("live>1MB", "'live>1.0 MiB'"),
            ("live>", "'live>64.0 MiB'"),
            ("live>-1", "'live>1.0 MiB'"),
            ("live>99999999999999GiB", "'live>64.0 MiB'"),
            ("", "MiB'"),
        ] {
            let error = text.parse::<FailOn>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
