//! What DHAT's own viewer tells of a site beside its figures, in columns.

use crate::model::{Field, Figure, Profile};
use crate::units::{show, time};
use crate::view::{ListedSite, Measures};

/// A measure of a site that has a column, where the profile knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SiteMeasure {
    Life,
    Size,
    Most,
    Reads,
    Writes,
}

/// A measure of one site, as it is shown and as it is sorted.
pub(super) struct MeasureCell {
    pub(super) text: String,
    pub(super) value: String,
}

impl SiteMeasure {
    const ALL: [SiteMeasure; 5] = [
        SiteMeasure::Life,
        SiteMeasure::Size,
        SiteMeasure::Most,
        SiteMeasure::Reads,
        SiteMeasure::Writes,
    ];

    /// What stands above the column, and what it is.
    fn title(self) -> (&'static str, &'static str) {
        match self {
            SiteMeasure::Life => {
                ("average life", "how long a block lived, on the average")
            }
            SiteMeasure::Size => {
                ("average size", "bytes of a block, on the average")
            }
            SiteMeasure::Most => (
                "own maximum",
                "the most bytes of the site that were live at once, whenever \
                 that was; they do not add up",
            ),
            SiteMeasure::Reads => {
                ("reads a byte", "how often a byte was read, on the average")
            }
            SiteMeasure::Writes => (
                "writes a byte",
                "how often a byte was written, on the average",
            ),
        }
    }

    fn is_known(self, profile: &Profile) -> bool {
        match self {
            SiteMeasure::Life => profile.knows(Figure::ShortLived),
            SiteMeasure::Size => {
                profile.knows(Figure::Total)
                    && profile.knows(Figure::TotalBlocks)
            }
            SiteMeasure::Most => profile.fields.has(Field::MaxBytes),
            SiteMeasure::Reads => profile.knows(Figure::Reads),
            SiteMeasure::Writes => profile.knows(Figure::Writes),
        }
    }

    fn cell(
        self,
        profile: &Profile,
        row: &ListedSite<'_>,
        measures: &Measures<'_>,
    ) -> MeasureCell {
        let bytes = |of: u64| show(profile.meta(), Figure::Total, of);
        let number = |value: Option<u64>, shown: &dyn Fn(u64) -> String| {
            MeasureCell::of(value.map(|of| (shown(of), of.to_string())))
        };
        let times = |value: Option<f64>, never: Option<bool>| {
            MeasureCell::of(value.map(|of| match never {
                Some(true) => ("never".to_owned(), "0".to_owned()),
                _ => (format!("{of:.2}"), format!("{of:.6}")),
            }))
        };
        match self {
            SiteMeasure::Life => {
                let life = |of| time(profile.meta(), of);
                number(row.average_lifetime, &life)
            }
            SiteMeasure::Size => number(measures.average_size, &bytes),
            SiteMeasure::Most => number(measures.max_bytes, &bytes),
            SiteMeasure::Reads => {
                times(measures.reads_per_byte, measures.never_read)
            }
            SiteMeasure::Writes => {
                times(measures.writes_per_byte, measures.never_written)
            }
        }
    }
}

impl MeasureCell {
    /// What is not known is no number, and sorts below all of them.
    fn of(known: Option<(String, String)>) -> MeasureCell {
        let (text, value) =
            known.unwrap_or_else(|| ("–".to_owned(), "-1".to_owned()));
        MeasureCell { text, value }
    }
}

/// The titles of the columns that `profile` has, each with what it is.
pub(super) fn titles(profile: &Profile) -> Vec<(&'static str, &'static str)> {
    known(profile).map(SiteMeasure::title).collect()
}

/// The measures of `row`, in the order of [`titles`].
pub(super) fn cells(
    profile: &Profile,
    row: &ListedSite<'_>,
) -> Vec<MeasureCell> {
    let measures = row.site.measures();
    known(profile).map(|of| of.cell(profile, row, &measures)).collect()
}

fn known(profile: &Profile) -> impl Iterator<Item = SiteMeasure> {
    let all = SiteMeasure::ALL.into_iter();
    all.filter(|measure| measure.is_known(profile))
}
