//! Numbers with units.

use crate::model::{Figure, Kind, Meta};

/// Symbols of binary units, each 1024 of the one before.
const BINARY: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// `value` of `figure` as `meta` counts it: bytes in binary units, and what
/// else is counted in its own.
pub(crate) fn show(meta: &Meta, figure: Figure, value: u64) -> String {
    match (figure.kind(), &meta.units) {
        (Kind::Bytes, None) => bytes(value),
        (Kind::Bytes, Some(units)) => {
            let unit = if value == 1 { &units.byte } else { &units.bytes };
            format!("{} {unit}", count(value))
        }
        (_, _) => count(value),
    }
}

/// Bytes in the largest binary unit of which they are at least one.
pub(crate) fn bytes(value: u64) -> String {
    for (power, unit) in BINARY.iter().enumerate() {
        let one = 1_u128 << (10 * power);
        let tenths = (u128::from(value) * 10 + one / 2) / one;
        // Rounding can reach the next unit: that is for the next to show.
        if power == 0 && value < 1024 {
            return format!("{value} B");
        }
        if power > 0 && (tenths < 10_240 || power == BINARY.len() - 1) {
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
    }
    format!("{value} B")
}

/// A number of things, with a comma between thousands.
pub(crate) fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `count` things by their name.
pub(crate) fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", count(number))
}

/// `part` of `whole` in percent; empty of nothing.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths =
        (u128::from(part) * 1000 + u128::from(whole) / 2) / u128::from(whole);
    match tenths {
        0 if part > 0 => "<0.1 %".to_owned(),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// A difference with its sign: what `show` makes of its size.
pub(crate) fn signed(
    difference: i128,
    show: impl FnOnce(u64) -> String,
) -> String {
    let sign = match difference {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let size = u64::try_from(difference.unsigned_abs()).unwrap_or(u64::MAX);
    format!("{sign}{}", show(size))
}

/// A time of a profile: microseconds as people read them, others as they are.
pub(crate) fn time(meta: &Meta, value: u64) -> String {
    if meta.time_unit != "µs" {
        return format!("{} {}", count(value), meta.time_unit);
    }
    match value {
        0..10_000 => format!("{} µs", count(value)),
        10_000..10_000_000 => format!("{} ms", count(value / 1000)),
        _ => format!("{} s", count(value / 1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_take_the_largest_unit_they_fill() {
        for (value, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (1_048_575, "1.0 MiB"),
            (u64::MAX, "16.0 EiB"),
        ] {
            assert_eq!(bytes(value), text);
        }
    }

    #[test]
    fn only_nothing_is_shown_as_nothing() {
        assert_eq!(share(0, 10), "0.0 %");
        assert_eq!(share(1, 1 << 30), "<0.1 %");
        assert_eq!(share(1, 3), "33.3 %");
        assert_eq!(share(0, 0), "");
        assert_eq!(signed(-2048, bytes), "−2.0 KiB");
        assert_eq!(count(1_234_567), "1,234,567");
    }
}
