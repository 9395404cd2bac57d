//! The name that was probably meant.

/// How alike two words must be for one to be the other, misspelt.
const ALIKE: f64 = 0.8;

/// The name of `known` that is most like `word`, if it is alike enough.
pub(crate) fn nearest(
    word: &str,
    known: impl IntoIterator<Item = &'static str>,
) -> Option<&'static str> {
    let likeness =
        |name: &'static str| (strsim::jaro_winkler(word, name), name);
    let alike = known.into_iter().map(likeness).filter(|(by, _)| *by >= ALIKE);
    alike.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|at| at.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_known_and_another_word_is_not() {
        let known = ["resident", "peak_resident", "live"];
        assert_eq!(nearest("residnet", known), Some("resident"));
        assert_eq!(nearest("peak-resident", known), Some("peak_resident"));
        assert_eq!(nearest("rss", known), None);
        assert_eq!(nearest("", known), None);
    }
}
