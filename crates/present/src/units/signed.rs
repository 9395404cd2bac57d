//! Differences: numbers that always show their sign.

use std::fmt;

use super::{Bytes, Count, Nanoseconds, decimal};

/// A difference of bytes, shown as [`Bytes`] behind its sign: `+4.0 KiB`,
/// `-4.0 KiB`, `0 B`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignedBytes(pub i64);

/// A difference of counts, shown as [`Count`] behind its sign: `+1,000`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignedCount(pub i64);

/// A difference of durations, shown as [`Nanoseconds`] behind its sign:
/// `-12.3 µs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignedNanoseconds(pub i64);

/// A difference as a share of what it differs from: `+2.4 %`, `-100.0 %`,
/// `+<0.1 %` where one decimal would show none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent {
    difference: i64,
    of: u64,
}

impl Percent {
    /// The share of `of` that `difference` is; nothing is a share of 0.
    pub fn new(difference: i64, of: u64) -> Option<Percent> {
        (of > 0).then_some(Percent { difference, of })
    }
}

impl fmt::Display for SignedBytes {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |size| Bytes(size).to_string();
        to.pad(&signed(self.0.into(), show))
    }
}

impl fmt::Display for SignedCount {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |size| Count(size).to_string();
        to.pad(&signed(self.0.into(), show))
    }
}

impl fmt::Display for SignedNanoseconds {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |size| Nanoseconds(size).to_string();
        to.pad(&signed(self.0.into(), show))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = u128::from(self.of);
        let sign = sign(self.difference.into());
        let size = u128::from(self.difference.unsigned_abs());
        let tenths = (size * 1000 + of / 2) / of;
        let share = match tenths {
            0 if size == 0 => "0".to_owned(),
            0 => "<0.1".to_owned(),
            1..10_000 => decimal(tenths),
            _ => {
                let whole = u64::try_from(tenths / 10).unwrap_or(u64::MAX);
                Count(whole).to_string()
            }
        };
        to.pad(&format!("{sign}{share} %"))
    }
}

/// A difference behind its sign: what `show` makes of its size.
pub fn signed(difference: i128, show: impl FnOnce(u64) -> String) -> String {
    let size = u64::try_from(difference.unsigned_abs()).unwrap_or(u64::MAX);
    format!("{}{}", sign(difference), show(size))
}

/// The one place that knows what a minus looks like: that of ASCII, because
/// it can be searched for, and copied into what computes with it.
fn sign(difference: i128) -> &'static str {
    match difference {
        0 => "",
        1.. => "+",
        _ => "-",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_its_sign() {
        for (bytes, text) in [
            (0, "0 B"),
            (4096, "+4.0 KiB"),
            (-4096, "-4.0 KiB"),
            (i64::MIN, "-8.0 EiB"),
        ] {
            assert_eq!(SignedBytes(bytes).to_string(), text);
        }
        assert_eq!(SignedCount(-1234).to_string(), "-1,234");
        assert_eq!(SignedCount(0).to_string(), "0");
        assert_eq!(SignedNanoseconds(12_340).to_string(), "+12.3 µs");
    }

    #[test]
    fn a_share_is_never_shown_as_nothing() {
        for (difference, of, text) in [
            (0, 5, "0 %"),
            (1, 1 << 40, "+<0.1 %"),
            (-1, 1000, "-0.1 %"),
            (24, 1000, "+2.4 %"),
            (-1000, 1000, "-100.0 %"),
            (999, 1, "+99,900 %"),
            (i64::MIN, 1 << 63, "-100.0 %"),
            (i64::MIN, 1, "-18,446,744,073,709,551,615 %"),
        ] {
            let share = Percent::new(difference, of).unwrap();
            assert_eq!(share.to_string(), text);
        }
        assert_eq!(Percent::new(1, 0), None);
    }
}
