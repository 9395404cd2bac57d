//! What was named by a binary.

use serde::Serialize;

/// Addresses that a binary was asked for names of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NamedAddresses {
    /// The binary, as it was passed.
    pub(crate) binary: String,
    /// What the addresses are of, as the profile names it.
    pub(crate) object: Option<String>,
    /// How many addresses had no name, or no place in the source.
    pub(crate) addresses: usize,
    /// How many of them it named.
    pub(crate) named: usize,
}
