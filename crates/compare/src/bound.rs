//! How far a figure may grow.

use crate::error::cut;
use crate::{CompareError, Kind};

/// How far a figure may grow: by a share of what it was, or by so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// By so many thousandths of a percent of the old figure.
    Share(u64),
    /// By so many bytes, things, or nanoseconds.
    Amount(u64),
}

/// Units of amounts, by what they measure.
const UNITS: &[(&str, Kind, u64)] = &[
    ("B", Kind::Bytes, 1),
    ("KiB", Kind::Bytes, 1 << 10),
    ("MiB", Kind::Bytes, 1 << 20),
    ("GiB", Kind::Bytes, 1 << 30),
    ("ns", Kind::Time, 1),
    ("us", Kind::Time, 1_000),
    ("ms", Kind::Time, 1_000_000),
    ("s", Kind::Time, 1_000_000_000),
    ("", Kind::Count, 1),
];

/// Thousandths of a percent in the whole.
const WHOLE: u128 = 100_000;

impl Bound {
    /// Whether growth by `more`, from `old`, goes beyond.
    pub(crate) fn is_broken(self, old: u64, more: u64) -> bool {
        match self {
            Bound::Amount(most) => more > most,
            Bound::Share(most) => {
                u128::from(more) * WHOLE > u128::from(old) * u128::from(most)
            }
        }
    }

    /// Reads a bound for figures of this kind; `None` is a limit on figures
    /// of several kinds, which only a share, or 0, fits.
    pub(crate) fn parse(
        text: &str,
        kind: Option<Kind>,
    ) -> Result<Bound, CompareError> {
        let text = text.trim();
        let wrong = |why| {
            let (bound, accepted) = (cut(text), accepted(kind));
            Err(CompareError::Bound { bound, why, accepted })
        };
        let Some(size) = text.strip_prefix('+') else {
            return wrong("does not begin with +");
        };
        let end = size.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let (number, unit) = size.split_at(end.unwrap_or(size.len()));
        if unit == "%" {
            return match scaled(number, 1000) {
                Some(share) => Ok(Bound::Share(share)),
                None => {
                    wrong("is not a percentage with at most three decimals")
                }
            };
        }
        let known = UNITS.iter().find(|(name, _, _)| *name == unit);
        let Some(&(_, of, scale)) = known else {
            return wrong("has an unknown unit");
        };
        match scaled(number, scale) {
            Some(0) => Ok(Bound::Amount(0)),
            Some(amount) if kind == Some(of) => Ok(Bound::Amount(amount)),
            Some(_) => wrong("is not in a unit that fits the figure"),
            None => wrong("is not a whole number"),
        }
    }
}

/// The size in bytes that `text` says in the units of bounds: bytes, or up to
/// GiB with decimals, of which less than a byte is dropped.
pub fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.'));
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let scale = match unit.trim_start() {
        "" => 1,
        unit => {
            let known = UNITS
                .iter()
                .find(|(name, of, _)| *name == unit && *of == Kind::Bytes);
            known?.2
        }
    };
    Some(decimal(number, scale)?.0)
}

/// What a bound on figures of this kind can look like.
fn accepted(kind: Option<Kind>) -> &'static str {
    match kind {
        None => "+2% or +0",
        Some(Kind::Bytes) => "+2%, +100B, +64KiB, +8MiB or +1GiB",
        Some(Kind::Count) => "+2% or +100",
        Some(Kind::Time) => "+20%, +500us, +10ms or +2s",
    }
}

/// A decimal number of things that are `scale` smaller ones each, in those;
/// `None` if it is no number, does not come out whole, or does not fit.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    decimal(number, scale).filter(|&(_, is_whole)| is_whole).map(|(of, _)| of)
}

/// The same, rounded down, and whether it came out whole.
fn decimal(number: &str, scale: u64) -> Option<(u64, bool)> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let tens = 10_u64.checked_pow(u32::try_from(part.len()).ok()?)?;
    let (part, tens) = (part.parse::<u64>().ok()?, u128::from(tens));
    let part = u128::from(part) * u128::from(scale);
    let whole = whole.parse::<u64>().ok()?.checked_mul(scale)?;
    let all = whole.checked_add(u64::try_from(part / tens).ok()?)?;
    Some((all, part.is_multiple_of(tens)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Result<Bound, CompareError> {
        Bound::parse(text, Some(Kind::Bytes))
    }

    #[test]
    fn reads_shares_and_amounts() {
        assert_eq!(bytes("+2%"), Ok(Bound::Share(2000)));
        assert_eq!(bytes("+0.5%"), Ok(Bound::Share(500)));
        assert_eq!(bytes(" +8MiB "), Ok(Bound::Amount(8 << 20)));
        assert_eq!(bytes("+1.5KiB"), Ok(Bound::Amount(1536)));
        assert_eq!(bytes("+0"), Ok(Bound::Amount(0)));
        let time = Bound::parse("+10ms", Some(Kind::Time));
        assert_eq!(time, Ok(Bound::Amount(10_000_000)));
        let count = Bound::parse("+100", Some(Kind::Count));
        assert_eq!(count, Ok(Bound::Amount(100)));
    }

    #[test]
    fn refuses_what_is_no_bound_and_says_what_is() {
        for text in [
            "",
            "+",
            "2%",
            "-2%",
            "+%",
            "+2 %",
            "+8MB",
            "+8mib",
            "+100",
            "+10ms",
            "+1e3B",
            "+0.0001%",
            "+0.5B",
            "+99999999999GiB",
            "+.5%",
            "+1.%",
            "+NaN%",
        ] {
            let error = bytes(text).unwrap_err().to_string();
            assert!(error.contains("+8MiB"), "{text}: {error}");
        }
        let mixed = Bound::parse("+8MiB", None).unwrap_err().to_string();
        assert!(mixed.contains("+2% or +0"), "{mixed}");
    }

    #[test]
    fn a_size_is_read_in_the_same_units() {
        for (text, bytes) in [
            ("0", Some(0)),
            (" 12B ", Some(12)),
            ("1.5 KiB", Some(1536)),
            ("0.1GiB", Some(107_374_182)),
            ("1MB", None),
            ("5ms", None),
            ("", None),
            ("-1", None),
            ("99999999999999GiB", None),
        ] {
            assert_eq!(size(text), bytes, "{text}");
        }
    }

    #[test]
    fn a_bound_is_broken_beyond_it_and_not_at_it() {
        let two = Bound::Share(2000);
        assert!(!two.is_broken(100, 2));
        assert!(two.is_broken(100, 3));
        assert!(two.is_broken(0, 1), "anything is beyond a share of nothing");
        assert!(!Bound::Amount(8).is_broken(0, 8));
        assert!(Bound::Amount(8).is_broken(0, 9));
        assert!(!Bound::Share(u64::MAX).is_broken(u64::MAX, u64::MAX));
    }
}
