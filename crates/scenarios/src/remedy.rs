use crate::phase;

/// What a program can do about a container that kept its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// `shrink_to_fit`: the container moves what it holds to a smaller place.
    Shrink,
    /// A new container sized for what is left, elements moved over, the old
    /// one dropped. For a moment both exist.
    Rebuild,
}

impl Remedy {
    /// Every remedy.
    pub const ALL: [Self; 2] = [Self::Shrink, Self::Rebuild];

    /// The name a user selects it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shrink => "shrink",
            Self::Rebuild => "rebuild",
        }
    }

    /// The phase that shows its effect.
    pub const fn phase(self) -> &'static str {
        match self {
            Self::Shrink => phase::SHRUNK,
            Self::Rebuild => phase::REBUILT,
        }
    }
}
