//! Times with their units.

use jiff::SignedDuration;
use std::time::Duration;

/// A time with its unit, such as `250ms`; of 0, or above.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let signed: SignedDuration = text
        .parse()
        .map_err(|_| "not a time, such as 10s or 250ms".to_owned())?;
    let time = Duration::try_from(signed).map_err(|_| {
        format!("a time below 0: did you mean {:?}?", signed.unsigned_abs())
    })?;
    // Times are stored in nanoseconds.
    match u64::try_from(time.as_nanos()) {
        Ok(_) => Ok(time),
        Err(_) => Err("longer than five centuries".to_owned()),
    }
}

/// How far two looks are apart: a [`duration`] of 1 ms or more.
pub(crate) fn interval(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        short if short < Duration::from_millis(1) => {
            Err("shorter than a look: did you mean 1ms?".to_owned())
        }
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("2h 30m"), Ok(Duration::from_secs(9000)));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
        for text in ["", "10", "s", "soon", "20000000000s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_time_below_0_is_answered_with_the_one_above() {
        for parse in [duration, interval] {
            let said = parse("-1s").unwrap_err();
            assert!(said.contains("did you mean 1s?"), "{said}");
        }
    }

    #[test]
    fn looks_are_a_millisecond_apart_or_more() {
        assert_eq!(interval("1ms"), Ok(Duration::from_millis(1)));
        let said = interval("0s").unwrap_err();
        assert!(said.contains("did you mean 1ms?"), "{said}");
        assert!(interval("5us").is_err());
    }
}
