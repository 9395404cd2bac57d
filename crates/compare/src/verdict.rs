//! What a difference comes to.

use serde::Serialize;

/// What became of one figure, or of all figures of a phase, a probe, or a
/// whole comparison: then the gravest of them, see [`Verdict::gravest`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not a byte of difference.
    #[default]
    Same,
    /// A difference that runs of one and the same program show too.
    WithinNoise,
    /// Beyond noise, and for the better.
    Improved,
    /// Beyond noise, and for the worse.
    Regressed,
    /// One side does not have it, or the two sides mean different things.
    CannotBeCompared,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Verdict; 5] = [
        Verdict::Same,
        Verdict::WithinNoise,
        Verdict::Improved,
        Verdict::Regressed,
        Verdict::CannotBeCompared,
    ];

    /// The verdict's name in stored comparisons.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::WithinNoise => "within_noise",
            Verdict::Improved => "improved",
            Verdict::Regressed => "regressed",
            Verdict::CannotBeCompared => "cannot_be_compared",
        }
    }

    /// The verdict for people.
    pub fn title(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::WithinNoise => "within noise",
            Verdict::Improved => "improved",
            Verdict::Regressed => "regressed",
            Verdict::CannotBeCompared => "cannot be compared",
        }
    }

    /// What several verdicts come to. A figure that cannot be compared does
    /// not hide others that changed, but it does hide that others did not.
    pub fn gravest(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        let weight = |verdict: &Verdict| match verdict {
            Verdict::Same => 0,
            Verdict::WithinNoise => 1,
            Verdict::CannotBeCompared => 2,
            Verdict::Improved => 3,
            Verdict::Regressed => 4,
        };
        verdicts.into_iter().max_by_key(weight).unwrap_or_default()
    }

    /// Whether it is a change beyond noise.
    pub fn is_change(self) -> bool {
        matches!(self, Verdict::Improved | Verdict::Regressed)
    }
}

/// What a difference comes to, by its floor and by its interval.
pub(crate) fn verdict(
    difference: i64,
    floor: u64,
    interval: Option<(i64, i64)>,
) -> Verdict {
    let is_apart = interval.is_none_or(|(low, high)| low > 0 || high < 0);
    match difference {
        _ if difference.unsigned_abs() <= floor || !is_apart => {
            Verdict::WithinNoise
        }
        1.. => Verdict::Regressed,
        _ => Verdict::Improved,
    }
}
