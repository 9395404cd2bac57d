//! What DHAT's own viewer tells of a site beside its figures.

use serde::Serialize;

use super::Site;
use crate::model::{Field, Profile};

/// Measures of one site; what the profile does not know is absent. Those of
/// several points that look the same are of the first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures<'a> {
    /// Bytes of a block, on the average.
    pub average_size: Option<u64>,
    /// The most bytes of the site that were live at once, whenever that was.
    pub max_bytes: Option<u64>,
    /// The blocks that were live then.
    pub max_blocks: Option<u64>,
    /// How often a byte was read, on the average.
    pub reads_per_byte: Option<f64>,
    /// How often a byte was written, on the average.
    pub writes_per_byte: Option<f64>,
    /// Whether nothing of it was ever read.
    pub never_read: Option<bool>,
    /// Whether nothing of it was ever written.
    pub never_written: Option<bool>,
    /// How often each byte of a block was accessed, from its first on, where
    /// all blocks are of one size that the profiler follows.
    pub accesses: Option<Accesses<'a>>,
}

/// Access counts as the file has them: a negative number says how often the
/// next one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Accesses<'a>(&'a [i64]);

impl Accesses<'_> {
    /// Those of `counts`, as the file has them.
    #[cfg(test)]
    pub(crate) fn of(counts: &[i64]) -> Accesses<'_> {
        Accesses(counts)
    }

    /// How many bytes after each other were accessed how often, from the
    /// first byte of a block on.
    pub fn runs(&self) -> impl Iterator<Item = (u64, u64)> {
        let mut numbers = self.0.iter();
        std::iter::from_fn(move || {
            let number = *numbers.next()?;
            let (len, count) = match number < 0 {
                true => (number.unsigned_abs(), *numbers.next()?),
                false => (1, number),
            };
            Some((len, u64::try_from(count).unwrap_or(0)))
        })
    }
}

impl<'a> Measures<'a> {
    /// The measures of `site`.
    pub(crate) fn of(profile: &'a Profile, site: &Site<'a>) -> Measures<'a> {
        let point = site.point();
        let field = |field| profile.field(point, field);
        let bytes = field(Field::Bytes).filter(|bytes| *bytes > 0);
        let per_byte =
            |accesses: Option<u64>| Some(accesses? as f64 / bytes? as f64);
        let (reads, writes) = (field(Field::Reads), field(Field::Writes));
        let never = |accesses: Option<u64>| {
            bytes.and(accesses).map(|accesses| accesses == 0)
        };
        Measures {
            average_size: field(Field::Bytes)
                .zip(field(Field::Blocks))
                .and_then(|(bytes, blocks)| bytes.checked_div(blocks)),
            max_bytes: field(Field::MaxBytes),
            max_blocks: field(Field::MaxBlocks),
            reads_per_byte: per_byte(reads),
            writes_per_byte: per_byte(writes),
            never_read: never(reads),
            never_written: never(writes),
            accesses: profile.access_counts(point).map(Accesses),
        }
    }

    /// The measures in words: those that are known.
    pub(crate) fn text(&self, bytes: impl Fn(u64) -> String) -> String {
        let size = self.average_size.map(|of| format!("{} a block", bytes(of)));
        let most = self.max_bytes.map(|of| format!("at most {}", bytes(of)));
        let times = |of: Option<f64>, never: Option<bool>, what: &str| {
            of.map(|of| match never {
                Some(true) => format!("never {what}"),
                // Few times is not 0 times.
                _ if of < 0.05 => format!("{what} under 0.1 times a byte"),
                _ => format!("{what} {of:.1} times a byte"),
            })
        };
        let reads = times(self.reads_per_byte, self.never_read, "read");
        let writes = times(self.writes_per_byte, self.never_written, "written");
        let known = [size, most, reads, writes].into_iter().flatten();
        known.collect::<Vec<_>>().join(", ")
    }
}
