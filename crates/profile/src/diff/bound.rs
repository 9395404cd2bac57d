//! How far a figure may grow: by a share of what it was, or by so much.

use crate::model::Kind;

/// How far a figure may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// By so many thousandths of a percent of the old figure.
    Share(u64),
    /// By so many bytes or blocks.
    Amount(u64),
}

const UNITS: [(&str, Kind, u64); 5] = [
    ("B", Kind::Bytes, 1),
    ("KiB", Kind::Bytes, 1 << 10),
    ("MiB", Kind::Bytes, 1 << 20),
    ("GiB", Kind::Bytes, 1 << 30),
    ("", Kind::Blocks, 1),
];

/// Thousandths of a percent in the whole.
const WHOLE: u128 = 100_000;

impl Bound {
    /// Whether growth by `more`, from `old`, goes beyond.
    pub(super) fn is_broken(self, old: u64, more: u64) -> bool {
        match self {
            Bound::Amount(most) => more > most,
            Bound::Share(most) => {
                u128::from(more) * WHOLE > u128::from(old) * u128::from(most)
            }
        }
    }

    /// Reads a bound on a figure that counts `kind`; `None` on several.
    pub(super) fn parse(text: &str, kind: Kind) -> Result<Bound, String> {
        let text = text.trim();
        let said = match kind {
            Kind::Bytes => "+2%, +100B, +64KiB, +8MiB or +1GiB",
            Kind::Blocks => "+2% or +100",
        };
        let wrong = || format!("{text:?} bounds no growth: write {said}");
        let size = text.strip_prefix('+').ok_or_else(wrong)?;
        let end = size.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let (number, unit) = size.split_at(end.unwrap_or(size.len()));
        if unit == "%" {
            return scaled(number, 1000).map(Bound::Share).ok_or_else(wrong);
        }
        let known = UNITS.iter().find(|(name, _, _)| *name == unit);
        let &(_, of, scale) = known.ok_or_else(wrong)?;
        match scaled(number, scale) {
            Some(amount) if of == kind || amount == 0 => {
                Ok(Bound::Amount(amount))
            }
            _ => Err(wrong()),
        }
    }
}

/// A decimal number of things that are `scale` smaller ones each, in those;
/// `None` if it is no number, does not come out whole, or does not fit.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let tens = 10_u64.checked_pow(u32::try_from(part.len()).ok()?)?;
    let part = u128::from(part.parse::<u64>().ok()?) * u128::from(scale);
    if !part.is_multiple_of(u128::from(tens)) {
        return None;
    }
    let whole = whole.parse::<u64>().ok()?.checked_mul(scale)?;
    whole.checked_add(u64::try_from(part / u128::from(tens)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_shares_and_amounts_and_nothing_else() {
        let bytes = |text| Bound::parse(text, Kind::Bytes);
        assert_eq!(bytes("+2%"), Ok(Bound::Share(2000)));
        assert_eq!(bytes("+1.5KiB"), Ok(Bound::Amount(1536)));
        assert_eq!(bytes("+0"), Ok(Bound::Amount(0)));
        assert_eq!(Bound::parse("+7", Kind::Blocks), Ok(Bound::Amount(7)));
        for text in ["", "+", "2%", "-2%", "+8MB", "+7", "+0.5B", "+NaN%"] {
            let error = bytes(text).unwrap_err();
            assert!(error.contains("+8MiB"), "{text}: {error}");
        }
    }

    #[test]
    fn a_bound_is_broken_beyond_it_and_not_at_it() {
        assert!(!Bound::Share(2000).is_broken(100, 2));
        assert!(Bound::Share(2000).is_broken(100, 3));
        assert!(Bound::Share(2000).is_broken(0, 1));
        assert!(!Bound::Amount(8).is_broken(0, 8));
        assert!(Bound::Amount(8).is_broken(0, 9));
    }
}
