//! The name of a saved run.

use std::fmt::{self, Display};
use std::str::FromStr;

/// A name that a run may be saved under: it is one folder, and cannot be
/// taken for a path, a glob, an option or the newest run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Whether `text` is such a name.
    pub fn is(text: &str) -> bool {
        let inside = |c: char| c.is_alphanumeric() || "-_.+@".contains(c);
        text != "latest"
            && text.starts_with(char::is_alphanumeric)
            && text.chars().all(inside)
            && text.len() <= 100
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Name, String> {
        match text {
            "latest" => Err("`latest` always means the newest run: choose \
                             another name"
                .to_owned()),
            text if Name::is(text) => Ok(Name(text.to_owned())),
            _ => Err("a name begins with a letter or digit and has only \
                      these and - _ . + @, such as before-1.2"
                .to_owned()),
        }
    }
}

impl Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_folder_and_nothing_else() {
        for name in ["before", "v1.2", "2026-11-22", "größer", "a+b@c_d"] {
            assert!(name.parse::<Name>().is_ok(), "{name}");
        }
        let bad = ["", "latest", ".", "..", ".x", "a/b", "a\\b", "-x", "a*"];
        for name in bad.iter().chain(&["a b", "a\nb", &"x".repeat(101)]) {
            assert!(name.parse::<Name>().is_err(), "{name}");
        }
    }
}
