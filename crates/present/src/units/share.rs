//! Shares of a whole.

use super::decimal;

/// `part` of `whole` in percent: `33.3 %`, and `<0.1 %` where one decimal
/// would show none of it. Empty where nothing is the whole.
pub fn share(part: u64, whole: u64) -> String {
    let whole = u128::from(whole);
    let tenths = (u128::from(part) * 1000 + whole / 2).checked_div(whole);
    match tenths {
        None => String::new(),
        Some(0) if part > 0 => "<0.1 %".to_owned(),
        Some(tenths) => format!("{} %", decimal(tenths)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nothing_is_shown_as_nothing() {
        assert_eq!(share(0, 10), "0.0 %");
        assert_eq!(share(1, 1 << 30), "<0.1 %");
        assert_eq!(share(1, 3), "33.3 %");
        assert_eq!(share(0, 0), "");
    }
}
