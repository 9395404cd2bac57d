//! What the user decides about a comparison.

use super::{AcrossKey, Limits};

/// What the user decides about a comparison.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What may differ between the sides.
    pub across: Vec<AcrossKey>,
    /// What a change may not exceed.
    pub limits: Limits,
}

impl Options {
    /// Whether the user said that what `key` names may differ.
    pub(super) fn crosses(&self, key: &str) -> bool {
        self.across.iter().any(|across| across.name() == key)
    }
}
