//! Where a file of code lay in the process.

use std::ops::Range;

/// A file of code, or a part of it, as it was mapped when the profile was
/// recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoadedFile {
    /// The file's path, as the profile has it.
    pub(crate) path: String,
    /// The addresses that it took.
    pub(crate) addresses: Range<u64>,
    /// Where in the file the first of them is.
    pub(crate) offset: u64,
    /// The file's build id, in hexadecimal; `None` where the profile does not
    /// tell it.
    pub(crate) build_id: Option<String>,
}
