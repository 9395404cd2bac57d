//! Names with wildcards.

use globset::{Glob, GlobMatcher};

use crate::CompareError;
use crate::error::cut;

/// A glob that names are held against.
#[derive(Clone, Debug)]
pub struct Pattern(GlobMatcher);

impl Pattern {
    /// Reads a glob.
    pub fn parse(text: &str) -> Result<Pattern, CompareError> {
        let wrong = |error: globset::Error| CompareError::Pattern {
            pattern: cut(text),
            why: cut(&error.kind().to_string().escape_debug().to_string()),
        };
        let glob = Glob::new(text).map_err(wrong)?;
        Ok(Pattern(glob.compile_matcher()))
    }

    /// Whether it is a pattern of `name`.
    pub fn is_match(&self, name: &str) -> bool {
        self.0.is_match(name)
    }
}
