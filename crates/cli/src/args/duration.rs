//! Times with their units.

use std::time::Duration;

/// A time with its unit: `10s`, `500ms`, `2m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    const UNITS: [(&str, u64); 4] =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &text[digits.len()..];
    let scale = UNITS.iter().find(|(name, _)| *name == unit);
    let number = digits.parse::<u64>().ok().filter(|&number| number > 0);
    let time = scale.zip(number);
    let time = time.and_then(|((_, scale), number)| number.checked_mul(*scale));
    time.map(Duration::from_millis)
        .ok_or_else(|| "write a number and ms, s, m or h, such as 10s".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        for text in ["", "10", "s", "-1s", "0s", "1d", "99999999999999999h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
