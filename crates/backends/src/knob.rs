//! What can be set on a backend.

use std::collections::BTreeMap;
use std::ffi::c_int;
use std::fmt;

/// Settings of a backend, value by key.
pub type Settings = BTreeMap<String, String>;

/// A setting that a backend takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Knob {
    /// The name by which it is set, the allocator's own.
    pub key: &'static str,
    /// What its numbers count: `bytes`, `ms`, ...; empty if it has none.
    pub unit: &'static str,
    /// The values it takes.
    pub values: Values,
    /// Its value when nobody sets it, or how the allocator arrives at it.
    pub default: &'static str,
    /// What it does.
    pub meaning: &'static str,
    /// Values that a program whose memory does not come down may try; its
    /// default is none of them.
    pub worth_trying: &'static [&'static str],
    /// The number by which the allocator knows it, where it uses numbers.
    pub(crate) number: c_int,
}

impl Knob {
    /// The same with values that are worth trying.
    #[must_use]
    pub(crate) const fn trying(self, values: &'static [&'static str]) -> Self {
        Self { worth_trying: values, ..self }
    }
}

/// The values that a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Values {
    /// A whole number from the first to the second, both included.
    Integer(i64, i64),
    /// `true` or `false`.
    Switch,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl Values {
    /// The one way to write `value`, so that what was asked for and what is
    /// read back can be compared; `None` if it is not one of these values.
    pub(crate) fn canonical(self, value: &str) -> Option<String> {
        match self {
            Self::Integer(least, most) => {
                let number: i64 = value.parse().ok()?;
                (least..=most).contains(&number).then(|| number.to_string())
            }
            Self::Switch => value.parse().ok().map(|on: bool| on.to_string()),
            Self::OneOf(words) => {
                words.contains(&value).then(|| value.to_owned())
            }
        }
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(least, i64::MAX) => {
                write!(f, "a whole number, {least} or more")
            }
            Self::Integer(least, most) => {
                write!(f, "a whole number from {least} to {most}")
            }
            Self::Switch => f.write_str("true or false"),
            Self::OneOf(words) => {
                write!(f, "one of {}", words.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_way_to_be_written() {
        let values = Values::Integer(-1, 100);
        assert_eq!(values.canonical("+010").as_deref(), Some("10"));
        assert_eq!(values.canonical("-1").as_deref(), Some("-1"));
    }

    #[test]
    fn refuses_what_is_not_one_of_the_values() {
        let number = Values::Integer(0, 100);
        for value in ["", " 1", "1k", "-1", "101", "99999999999999999999"] {
            assert_eq!(number.canonical(value), None, "{value:?}");
        }
        assert_eq!(Values::Switch.canonical("1"), None);
        assert_eq!(Values::OneOf(&["auto"]).canonical("Auto"), None);
    }
}
