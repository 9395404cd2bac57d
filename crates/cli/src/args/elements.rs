//! How many elements a scenario has at its peak.

/// Reads a number of them, whose digits may be grouped.
pub(crate) fn elements(text: &str) -> Result<u64, String> {
    let plain = text.replace('_', "");
    match plain.parse() {
        Ok(0) => Err("a scenario needs at least 1 element".into()),
        Ok(count) => Ok(count),
        Err(_) => Err("not a whole number, such as 1000000".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_may_be_grouped_and_are_never_zero() {
        assert_eq!(elements("1_000_000"), Ok(1_000_000));
        assert!(elements("0").is_err());
        assert!(elements("many").is_err());
    }
}
