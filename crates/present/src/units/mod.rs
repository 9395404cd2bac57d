//! Numbers with units, and the one formatter for each.

mod share;
mod signed;

use std::fmt;

pub use self::share::share;
pub use self::signed::{
    Percent, SignedBytes, SignedCount, SignedNanoseconds, signed,
};

/// A binary unit of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Bytes.
    B,
    /// 2^10 bytes.
    KiB,
    /// 2^20 bytes.
    MiB,
    /// 2^30 bytes.
    GiB,
    /// 2^40 bytes.
    TiB,
    /// 2^50 bytes.
    PiB,
    /// 2^60 bytes.
    EiB,
}

impl Unit {
    /// All units, each 1024 times the one before.
    pub const ALL: [Unit; 7] = [
        Unit::B,
        Unit::KiB,
        Unit::MiB,
        Unit::GiB,
        Unit::TiB,
        Unit::PiB,
        Unit::EiB,
    ];

    /// The unit's symbol.
    pub fn name(self) -> &'static str {
        match self {
            Unit::B => "B",
            Unit::KiB => "KiB",
            Unit::MiB => "MiB",
            Unit::GiB => "GiB",
            Unit::TiB => "TiB",
            Unit::PiB => "PiB",
            Unit::EiB => "EiB",
        }
    }

    /// How many bytes one of it is.
    pub fn bytes(self) -> u64 {
        1 << (10 * self as u32)
    }

    /// The unit in which `largest` is a number that is easy to read, so that
    /// all figures up to it can be held against each other.
    pub fn fitting(largest: u64) -> Unit {
        match largest {
            0..10_240 => Unit::B,
            10_240..10_485_760 => Unit::KiB,
            10_485_760..68_719_476_736 => Unit::MiB,
            _ => Unit::GiB,
        }
    }

    /// `bytes` in this unit with one decimal and no symbol: `0` only if they
    /// are 0, and `<0.1` where one decimal would show none of them.
    pub fn figure(self, bytes: u64) -> String {
        match tenths(bytes, self) {
            _ if self == Unit::B => bytes.to_string(),
            0 if bytes == 0 => "0".to_owned(),
            0 => "<0.1".to_owned(),
            tenths => decimal(tenths),
        }
    }
}

/// Bytes, shown in the largest binary unit of which they are at least one:
/// `512 B`, `4.0 KiB`, `274.0 MiB`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounding can reach the next unit: 1,048,575 B are no 1024.0 KiB.
        let unit = Unit::ALL
            .into_iter()
            .find(|&unit| tenths(self.0, unit) < 10_240)
            .unwrap_or(Unit::EiB);
        to.pad(&format!("{} {}", unit.figure(self.0), unit.name()))
    }
}

/// A duration in nanoseconds, in three digits: `340 ns`, `12.3 µs`, `141 ms`,
/// `1.2 s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nanoseconds(pub u64);

impl fmt::Display for Nanoseconds {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 3] =
            [(1_000, "µs"), (1_000_000, "ms"), (1_000_000_000, "s")];
        if self.0 < 1_000 {
            return to.pad(&format!("{} ns", self.0));
        }
        let fits = |&&(unit, _): &&(u64, _)| parts(self.0, unit, 1) < 1_000;
        let (unit, name) = *UNITS.iter().find(fits).unwrap_or(&UNITS[2]);
        let tenths = parts(self.0, unit, 10);
        to.pad(&match tenths < 1_000 {
            true => format!("{} {name}", decimal(tenths)),
            false => format!("{} {name}", parts(self.0, unit, 1)),
        })
    }
}

/// A number of things, with a comma between thousands: `1,000,000`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(pub u64);

impl fmt::Display for Count {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut text = String::with_capacity(digits.len() * 4 / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        to.pad(&text)
    }
}

fn tenths(bytes: u64, unit: Unit) -> u128 {
    parts(bytes, unit.bytes(), 10)
}

/// How many times `value` holds a `unit` cut in `into` parts, to the nearest.
fn parts(value: u64, unit: u64, into: u128) -> u128 {
    let fits = u64::try_from(into)
        .ok()
        .and_then(|into| value.checked_mul(into)?.checked_add(unit / 2));
    // By far the most figures do, and are divided in one instruction.
    if let Some(scaled) = fits {
        return u128::from(scaled / unit);
    }
    let unit = u128::from(unit);
    (u128::from(value) * into + unit / 2) / unit
}

fn decimal(tenths: u128) -> String {
    match u64::try_from(tenths) {
        // A report has hundreds of thousands of these, and to write 128 bits
        // takes several times as long.
        Ok(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
        Err(_) => format!("{}.{}", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_take_the_largest_unit_they_fill() {
        for (bytes, text) in [
            (0, "0 B"),
            (512, "512 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (4096, "4.0 KiB"),
            (1_048_575, "1.0 MiB"),
            (287_309_840, "274.0 MiB"),
            (u64::MAX, "16.0 EiB"),
        ] {
            assert_eq!(Bytes(bytes).to_string(), text);
        }
    }

    #[test]
    fn only_nothing_is_shown_as_nothing() {
        assert_eq!(Unit::MiB.figure(0), "0");
        assert_eq!(Unit::MiB.figure(1), "<0.1");
        assert_eq!(Unit::MiB.figure(52_428), "<0.1");
        assert_eq!(Unit::MiB.figure(52_429), "0.1");
        assert_eq!(Unit::B.figure(7), "7");
        assert_eq!(Unit::MiB.figure(u64::MAX), "17592186044416.0");
    }

    #[test]
    fn times_take_the_largest_unit_they_fill() {
        for (time, text) in [
            (0, "0 ns"),
            (999, "999 ns"),
            (12_340, "12.3 µs"),
            (999_999, "1.0 ms"),
            (99_940, "99.9 µs"),
            (99_960, "100 µs"),
            (999_499, "999 µs"),
            (999_500, "1.0 ms"),
            (141_200_000, "141 ms"),
            (1_234_000_000, "1.2 s"),
            (u64::MAX, "18446744074 s"),
        ] {
            assert_eq!(Nanoseconds(time).to_string(), text);
        }
    }

    #[test]
    fn counts_have_a_comma_between_thousands() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_000_000, "1,000,000"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(Count(count).to_string(), text);
        }
    }
}
