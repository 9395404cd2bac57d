//! A comparison as JSON, for programs that act on it.

mod error;
mod names;
mod schema;

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

pub use self::error::DiffReadError;
pub(in crate::diff) use self::names::{by_verdict, container_figure, holder};
pub use self::schema::DIFF_SCHEMA;
use self::schema::Tag;
use super::{Alarm, Diff, Difference, Headline, Pair, SideSummary, Summary};

/// A comparison, as it is stored. Figures that are the same on both sides
/// stand in a phase's `old` and `new` only; `changes` has all others.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(expecting = "a comparison")]
struct Stored<'a> {
    /// The version of the file's fields.
    schema: Tag,
    /// Whether a hard limit is broken: the answer is no.
    fails: bool,
    /// What was measured before.
    old: Cow<'a, SideSummary>,
    /// What was measured after.
    new: Cow<'a, SideSummary>,
    /// Differences of environments and settings that the user allowed.
    across: Cow<'a, [Difference]>,
    /// Differences of the environments that nobody allowed.
    refused: Cow<'a, [Difference]>,
    /// Differences that make nothing incomparable.
    noted: Cow<'a, [Difference]>,
    /// What moved from whom to whom, the most bytes first.
    headlines: Cow<'a, [Headline]>,
    /// Limits that are broken, the gravest first.
    alarms: Cow<'a, [Alarm]>,
    /// How many figures came to each verdict.
    summary: Cow<'a, Summary>,
    /// How noise was told from change, in words.
    method: Cow<'a, [String]>,
    /// One for each probe of either side.
    pairs: Cow<'a, [Pair]>,
}

impl Diff {
    /// Writes the comparison as indented JSON that ends in a line feed. The
    /// same comparison gives the same bytes.
    pub fn write_json<W: Write>(&self, out: &mut W) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.stored())?;
        out.write_all(b"\n")
    }

    /// Reads what [`Diff::write_json`] wrote. Fields that this version does
    /// not know are passed over.
    pub fn from_json(text: &str) -> Result<Diff, DiffReadError> {
        schema::accept(text)?;
        let mut json = serde_json::Deserializer::from_str(text);
        let stored: Stored<'_> = serde_path_to_error::deserialize(&mut json)
            .map_err(|at| {
                let field = at.path().to_string();
                DiffReadError::malformed(&at.into_inner(), &field)
            })?;
        json.end().map_err(|error| DiffReadError::malformed(&error, ""))?;
        let diff = stored.diff();
        diff.check_indices()?;
        Ok(diff)
    }

    fn stored(&self) -> Stored<'_> {
        Stored {
            schema: Tag,
            fails: self.fails(),
            old: Cow::Borrowed(&self.old),
            new: Cow::Borrowed(&self.new),
            across: Cow::Borrowed(&self.across),
            refused: Cow::Borrowed(&self.refused),
            noted: Cow::Borrowed(&self.noted),
            headlines: Cow::Borrowed(&self.headlines),
            alarms: Cow::Borrowed(&self.alarms),
            summary: Cow::Borrowed(&self.summary),
            method: Cow::Borrowed(&self.method),
            pairs: Cow::Borrowed(&self.pairs),
        }
    }

    /// What the file points to must be there: views look it up.
    fn check_indices(&self) -> Result<(), DiffReadError> {
        let headlines = self.headlines.iter().map(|at| ("headlines", at.pair));
        let alarms = self.alarms.iter().map(|at| ("alarms", at.pair));
        let mut all = headlines.chain(alarms);
        if let Some((field, index)) =
            all.find(|&(_, pair)| pair >= self.pairs.len())
        {
            return Err(DiffReadError::NoSuchPair { field, index });
        }
        let wrong = |pair: &Pair| pair.read >= pair.phases.len().max(1);
        match self.pairs.iter().position(wrong) {
            None => Ok(()),
            Some(pair) => Err(DiffReadError::NoSuchPhase { pair }),
        }
    }
}

impl Stored<'_> {
    /// The comparison; `fails` follows from its alarms.
    fn diff(self) -> Diff {
        Diff {
            old: self.old.into_owned(),
            new: self.new.into_owned(),
            across: self.across.into_owned(),
            refused: self.refused.into_owned(),
            noted: self.noted.into_owned(),
            headlines: self.headlines.into_owned(),
            pairs: self.pairs.into_owned(),
            alarms: self.alarms.into_owned(),
            summary: self.summary.into_owned(),
            method: self.method.into_owned(),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Diff {
    fn schema_name() -> Cow<'static, str> {
        "Diff".into()
    }

    fn json_schema(
        generator: &mut schemars::SchemaGenerator,
    ) -> schemars::Schema {
        Stored::json_schema(generator)
    }
}
