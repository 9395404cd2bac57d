//! When a map is made smaller.

use super::counted::Counted;
use super::trace::{self, HOURS_A_DAY};

/// What a program does about the room that its map has kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// Nothing.
    Never,
    /// `shrink_to_fit` after each hour in which the map lost elements.
    Fit,
    /// After such an hour, `shrink_to` twice what is left.
    Double,
    /// After such an hour, `shrink_to` four times what is left, but only where
    /// the map has room for more than eight times as much: small waves are left
    /// alone.
    Hysteresis,
    /// Once a day, when there is least, the elements move to a new map that
    /// fits them.
    Rebuild,
}

impl Policy {
    /// The name of the scenario under `trace`.
    pub(super) const fn name(self, trace: trace::Trace) -> &'static str {
        use trace::Trace::{Wave, Zipf};
        match (trace, self) {
            (Wave, Self::Never) => "policy-wave-never",
            (Wave, Self::Fit) => "policy-wave-fit",
            (Wave, Self::Double) => "policy-wave-double",
            (Wave, Self::Hysteresis) => "policy-wave-hysteresis",
            (Wave, Self::Rebuild) => "policy-wave-rebuild",
            (Zipf, Self::Never) => "policy-zipf-never",
            (Zipf, Self::Fit) => "policy-zipf-fit",
            (Zipf, Self::Double) => "policy-zipf-double",
            (Zipf, Self::Hysteresis) => "policy-zipf-hysteresis",
            (Zipf, Self::Rebuild) => "policy-zipf-rebuild",
        }
    }

    pub(super) const fn summary(self) -> &'static str {
        match self {
            Self::Never => "a map whose size comes and goes, never shrunk",
            Self::Fit => "the same, shrink_to_fit after each drain",
            Self::Double => "the same, shrink_to(len * 2) after each drain",
            Self::Hysteresis => {
                "the same, shrink_to(len * 4) below an eighth of its room"
            }
            Self::Rebuild => "the same, rebuilt once a day at its smallest",
        }
    }

    /// Does it, at the end of an hour in which `map` has lost elements or not.
    pub(super) fn apply(self, map: &mut Counted, hour: u64, has_lost: bool) {
        let len = map.len();
        match self {
            Self::Fit if has_lost => map.shrink_to(0),
            Self::Double if has_lost => map.shrink_to(len * 2),
            Self::Hysteresis if has_lost && map.room() > len * 8 => {
                map.shrink_to(len * 4);
            }
            Self::Rebuild if hour % HOURS_A_DAY == trace::LOWEST => {
                map.rebuild();
            }
            _ => {}
        }
    }
}
