//! A scale of bytes, from 0 to a round figure.

use serde::Serialize;

use residue_present::Unit;

/// As many steps as a picture has room for.
const STEPS: u128 = 5;

/// What several pictures are drawn to, so that one can be held against
/// another.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Scale {
    /// Bytes at the top.
    pub(super) top: u128,
    /// Bytes from one line to the next.
    pub(super) step: u128,
}

/// A line across a picture.
pub(super) struct Tick {
    /// How far up it is, of 100.
    pub(super) at: String,
    pub(super) label: String,
}

impl Scale {
    /// The smallest round scale of `unit` that has room for `largest` bytes.
    pub(super) fn of(largest: u64, unit: Unit) -> Scale {
        let (largest, unit) =
            (u128::from(largest.max(1)), u128::from(unit.bytes()));
        let mut decade = unit;
        let step = loop {
            let round = [1, 2, 5].map(|times| times * decade);
            let fits = |step: &u128| step * STEPS >= largest;
            match round.into_iter().find(fits) {
                Some(step) => break step,
                None => decade *= 10,
            }
        };
        Scale { top: largest.div_ceil(step) * step, step }
    }

    /// A scale that ends at `top`: its pictures have no lines across.
    pub(super) fn exactly(top: u64) -> Scale {
        let top = u128::from(top.max(1));
        Scale { top, step: top }
    }

    /// The lines, from the bottom up.
    pub(super) fn ticks(self, unit: Unit) -> Vec<Tick> {
        let steps = self.top / self.step;
        let tick = |index: u128| {
            let bytes = index * self.step;
            let in_unit = bytes / u128::from(unit.bytes());
            Tick { at: percent(bytes, self.top), label: in_unit.to_string() }
        };
        (0..=steps).map(tick).collect()
    }

    /// How much of the scale `bytes` take, of 100.
    pub(super) fn percent(self, bytes: u64) -> String {
        percent(u128::from(bytes), self.top)
    }
}

/// For style sheets, not for people: `12.34`.
fn percent(part: u128, of: u128) -> String {
    let hundredths = part * 10_000 / of.max(1);
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_round_and_has_room() {
        let mib = |bytes: u64| bytes << 20;
        for (largest, top, step) in
            [(1, 1, 1), (5, 5, 1), (6, 6, 2), (175, 200, 50), (501, 600, 200)]
        {
            let scale = Scale::of(mib(largest), Unit::MiB);
            let expected = (u128::from(mib(top)), u128::from(mib(step)));
            assert_eq!((scale.top, scale.step), expected, "{largest}");
        }
    }

    #[test]
    fn has_room_for_the_most_there_is() {
        for unit in Unit::ALL {
            let scale = Scale::of(u64::MAX, unit);
            assert!(scale.top >= u128::from(u64::MAX));
            assert!(scale.ticks(unit).len() <= 6);
        }
    }

    #[test]
    fn a_share_of_the_scale_is_never_more_than_all() {
        let scale = Scale::of(3 << 20, Unit::MiB);
        assert_eq!(scale.percent(3 << 20), "100");
        assert_eq!(scale.percent(1 << 20), "33.33");
        assert_eq!(scale.percent(0), "0");
    }
}
