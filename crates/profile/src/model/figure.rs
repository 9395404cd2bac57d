//! What is counted at each program point: a finite vocabulary that all views,
//! comparisons and exports loop over.

use std::fmt;
use std::str::FromStr;

use residue_compare::Kind;
use serde::{Deserialize, Serialize};

use super::{Field, Meta, Mode, Point, Profile};
use residue_present::elided;

/// A figure of a program point, of a branch of the call tree, or of a whole
/// profile. All of them add up: a whole is the sum of its parts.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Bytes of all allocations, freed or not; it only grows with time.
    Total,
    /// Allocations, freed or not; it only grows with time.
    TotalBlocks,
    /// Bytes live at the moment when the program held the most. A profile's
    /// peak is what it held then; a point's may have been more at other times.
    Peak,
    /// Blocks live at that moment.
    PeakBlocks,
    /// Bytes live at the end of the profile, which is to say never freed.
    End,
    /// Blocks live at the end of the profile.
    EndBlocks,
    /// The total bytes of points whose blocks live, on the average, a short
    /// time: see [`Profile::short_lived_up_to`].
    ShortLived,
    /// The total blocks of such points.
    ShortLivedBlocks,
    /// Bytes read from the allocations.
    Reads,
    /// Bytes written to the allocations.
    Writes,
}

/// A word that names no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no figure {:?}: there are {known}",
    elided(.0, 60),
    known = Figure::ALL.map(Figure::name).join(", ")
)]
pub struct UnknownFigure(pub String);

impl Figure {
    /// All figures, the bytes of each in front of its blocks.
    pub const ALL: [Figure; 10] = [
        Figure::Total,
        Figure::TotalBlocks,
        Figure::Peak,
        Figure::PeakBlocks,
        Figure::End,
        Figure::EndBlocks,
        Figure::ShortLived,
        Figure::ShortLivedBlocks,
        Figure::Reads,
        Figure::Writes,
    ];

    /// The figure's name in stored data and on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Figure::Total => "total",
            Figure::TotalBlocks => "total_blocks",
            Figure::Peak => "peak",
            Figure::PeakBlocks => "peak_blocks",
            Figure::End => "end",
            Figure::EndBlocks => "end_blocks",
            Figure::ShortLived => "short_lived",
            Figure::ShortLivedBlocks => "short_lived_blocks",
            Figure::Reads => "reads",
            Figure::Writes => "writes",
        }
    }

    /// The figure for people.
    pub fn title(self) -> &'static str {
        match self {
            Figure::Total => "total",
            Figure::TotalBlocks => "total blocks",
            Figure::Peak => "at peak",
            Figure::PeakBlocks => "blocks at peak",
            Figure::End => "never freed",
            Figure::EndBlocks => "blocks never freed",
            Figure::ShortLived => "short-lived",
            Figure::ShortLivedBlocks => "short-lived blocks",
            Figure::Reads => "read",
            Figure::Writes => "written",
        }
    }

    /// What the figure means, in one sentence.
    pub fn definition(self) -> &'static str {
        match self {
            Figure::Total => "bytes of all allocations, freed or not",
            Figure::TotalBlocks => "allocations, freed or not",
            Figure::Peak => "bytes live when the program held the most",
            Figure::PeakBlocks => "blocks live when the program held the most",
            Figure::End => "bytes still live at the end of the profile",
            Figure::EndBlocks => "blocks still live at the end of the profile",
            Figure::ShortLived => {
                "total bytes of sites whose blocks live, on the average, no \
                 longer than the profiler's own threshold"
            }
            Figure::ShortLivedBlocks => {
                "allocations of sites whose blocks live, on the average, no \
                 longer than the profiler's own threshold"
            }
            Figure::Reads => "bytes read from the allocations",
            Figure::Writes => "bytes written to the allocations",
        }
    }

    /// The figure for people, in the words of a profile: those of ad hoc
    /// profiles are of events, those of copies of copies.
    pub fn title_in(self, meta: &Meta) -> String {
        match self {
            Figure::TotalBlocks if meta.mode != Mode::Heap => {
                format!("total {}", meta.blocks())
            }
            figure => figure.title().to_owned(),
        }
    }

    /// What the figure means, in the words of a profile.
    pub fn definition_in(self, meta: &Meta) -> String {
        match self {
            figure if meta.mode == Mode::Heap => figure.definition().to_owned(),
            Figure::Total => {
                format!("{} of all {}", meta.bytes(), meta.blocks())
            }
            Figure::TotalBlocks => format!("all {}", meta.blocks()),
            figure => figure.definition().to_owned(),
        }
    }

    /// What it is counted in: in an ad hoc profile, [`Kind::Bytes`] are the
    /// units that the program chose, and a count is of its events.
    pub fn kind(self) -> Kind {
        match self {
            Figure::TotalBlocks
            | Figure::PeakBlocks
            | Figure::EndBlocks
            | Figure::ShortLivedBlocks => Kind::Count,
            _ => Kind::Bytes,
        }
    }

    /// The field of a point that the figure is; `None` of those that are
    /// figured out.
    pub(crate) fn field(self) -> Option<Field> {
        Some(match self {
            Figure::Total => Field::Bytes,
            Figure::TotalBlocks => Field::Blocks,
            Figure::Peak => Field::PeakBytes,
            Figure::PeakBlocks => Field::PeakBlocks,
            Figure::End => Field::EndBytes,
            Figure::EndBlocks => Field::EndBlocks,
            Figure::Reads => Field::Reads,
            Figure::Writes => Field::Writes,
            Figure::ShortLived | Figure::ShortLivedBlocks => return None,
        })
    }

    /// The figure of one point; `None` if the profile does not know it.
    pub fn of(self, profile: &Profile, point: &Point) -> Option<u64> {
        let limit = profile.short_lived_up_to();
        self.of_within(profile, point, limit)
    }

    /// The figure of one point, where blocks are short-lived up to an average
    /// life of `limit`.
    pub(crate) fn of_within(
        self,
        profile: &Profile,
        point: &Point,
        limit: Option<u64>,
    ) -> Option<u64> {
        let field = match self {
            Figure::ShortLived => Field::Bytes,
            Figure::ShortLivedBlocks => Field::Blocks,
            _ => return profile.field(point, self.field()?),
        };
        let lifetimes = profile.field(point, Field::Lifetimes)?;
        let blocks = profile.field(point, Field::Blocks)?;
        let most = u128::from(limit?) * u128::from(blocks);
        let is_brief = blocks > 0 && u128::from(lifetimes) <= most;
        let value = profile.field(point, field)?;
        Some(if is_brief { value } else { 0 })
    }
}

impl FromStr for Figure {
    type Err = UnknownFigure;

    /// Reads a name, with `-` or `_` between its words. `never_freed` is
    /// another word for `end`, and `never_freed_blocks` for `end_blocks`.
    fn from_str(text: &str) -> Result<Figure, UnknownFigure> {
        let name = text.replace('-', "_");
        let name = match name.as_str() {
            "never_freed" => "end",
            "never_freed_blocks" => "end_blocks",
            name => name,
        };
        let found = Figure::ALL.into_iter().find(|one| one.name() == name);
        found.ok_or_else(|| UnknownFigure(text.to_owned()))
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.name())
    }
}

/// A figure of each kind, absent where the profile does not know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Figures {
    /// By figure; 0 where it is not known.
    values: [u64; Figure::ALL.len()],
    /// A bit for each figure that is known: a value beside another would take
    /// twice the room, of which large profiles need much.
    known: u16,
}

impl Figures {
    /// All figures of one point.
    pub fn of(profile: &Profile, point: &Point) -> Figures {
        Figures::within(profile, point, profile.short_lived_up_to())
    }

    /// All figures of one point, where blocks are short-lived up to an
    /// average life of `limit`.
    pub(crate) fn within(
        profile: &Profile,
        point: &Point,
        limit: Option<u64>,
    ) -> Figures {
        let of = |figure: Figure| figure.of_within(profile, point, limit);
        Figures::each(of)
    }

    /// Nothing of every figure that the profile knows: what is added to.
    pub fn nothing(profile: &Profile) -> Figures {
        Figures::each(|figure| profile.knows(figure).then_some(0))
    }

    fn each(value: impl Fn(Figure) -> Option<u64>) -> Figures {
        let mut figures = Figures::default();
        for figure in Figure::ALL {
            if let Some(value) = value(figure) {
                figures.set(figure, value);
            }
        }
        figures
    }

    /// The figure, where known.
    pub fn get(&self, figure: Figure) -> Option<u64> {
        let is_known = self.known & bit(figure) != 0;
        is_known.then(|| self.values[figure as usize])
    }

    /// Sets the figure.
    pub(crate) fn set(&mut self, figure: Figure, value: u64) {
        self.values[figure as usize] = value;
        self.known |= bit(figure);
    }

    /// Adds what both know. The sum of a profile's points always fits, which
    /// reading makes sure of.
    pub fn add(&mut self, more: &Figures) {
        self.known &= more.known;
        for figure in Figure::ALL {
            let at = figure as usize;
            let sum = self.values[at].saturating_add(more.values[at]);
            self.values[at] =
                if self.known & bit(figure) != 0 { sum } else { 0 };
        }
    }
}

fn bit(figure: Figure) -> u16 {
    1 << figure as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_however_its_words_are_joined() {
        for figure in Figure::ALL {
            assert_eq!(figure.name().parse(), Ok(figure));
            assert_eq!(figure.name().replace('_', "-").parse(), Ok(figure));
        }
        assert_eq!("never-freed".parse(), Ok(Figure::End));
        let error = "rss".parse::<Figure>().unwrap_err().to_string();
        assert!(error.contains("short_lived"), "{error}");
    }
}
