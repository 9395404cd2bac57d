//! What can be done to a container that kept its room.

/// A remedy on the container's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// `shrink_to_fit`, of a container that lost every other element.
    Shrink,
    /// Collecting what is left into a new one, in the same state.
    Rebuild,
    /// `clear`, of a full one.
    Clear,
    /// Dropping a full one.
    Drop,
}

impl Remedy {
    pub(crate) const ALL: [Remedy; 4] =
        [Remedy::Shrink, Remedy::Rebuild, Remedy::Clear, Remedy::Drop];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Remedy::Shrink => "shrink",
            Remedy::Rebuild => "rebuild",
            Remedy::Clear => "clear",
            Remedy::Drop => "drop",
        }
    }

    /// Whether it is tried on a container that lost every other element.
    pub(crate) fn wants_half(self) -> bool {
        matches!(self, Remedy::Shrink | Remedy::Rebuild)
    }
}
