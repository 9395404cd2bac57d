//! A comparison as JSON, for programs that act on it.

mod names;

use std::io::{self, Write};

use serde::Serialize;

pub(in crate::diff) use self::names::{by_verdict, holder};
use super::{Alarm, Diff, Difference, Headline, Pair, SideSummary, Summary};

/// The schema of what [`Diff::write_json`] writes. Its number rises only when
/// a field changes its meaning or goes away; fields are added without.
pub const DIFF_SCHEMA: &str = "residue.diff/1";

/// A comparison, as it is stored. Figures that are the same on both sides
/// stand in a phase's `old` and `new` only; `changes` has all others.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Stored<'a> {
    /// The version of the file's fields.
    #[cfg_attr(feature = "schema", schemars(schema_with = "only_this"))]
    schema: &'static str,
    /// Whether a hard limit is broken: the answer is no.
    fails: bool,
    /// What was measured before.
    old: &'a SideSummary,
    /// What was measured after.
    new: &'a SideSummary,
    /// Differences of environments and settings that the user allowed.
    across: &'a [Difference],
    /// Differences of the environments that nobody allowed.
    refused: &'a [Difference],
    /// Differences that make nothing incomparable.
    noted: &'a [Difference],
    /// What moved from whom to whom, the most bytes first.
    headlines: &'a [Headline],
    /// Limits that are broken, the gravest first.
    alarms: &'a [Alarm],
    /// How many figures came to each verdict.
    summary: &'a Summary,
    /// How noise was told from change, in words.
    method: &'a [String],
    /// One for each probe of either side.
    pairs: &'a [Pair],
}

impl Diff {
    /// Writes the comparison as indented JSON that ends in a line feed. The
    /// same comparison gives the same bytes.
    pub fn write_json<W: Write>(&self, out: &mut W) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.stored())?;
        out.write_all(b"\n")
    }

    fn stored(&self) -> Stored<'_> {
        Stored {
            schema: DIFF_SCHEMA,
            fails: self.fails(),
            old: &self.old,
            new: &self.new,
            across: &self.across,
            refused: &self.refused,
            noted: &self.noted,
            headlines: &self.headlines,
            alarms: &self.alarms,
            summary: &self.summary,
            method: &self.method,
            pairs: &self.pairs,
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Diff {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Diff".into()
    }

    fn json_schema(
        generator: &mut schemars::SchemaGenerator,
    ) -> schemars::Schema {
        Stored::json_schema(generator)
    }
}

#[cfg(feature = "schema")]
fn only_this(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "const": DIFF_SCHEMA })
}
