use crate::phase;

/// One remedy that is tried after the peak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// Nothing is done for the settle time.
    Settled,
    /// `shrink_to_fit`: the container moves what it holds to a smaller place.
    Shrunk,
    /// A new container sized for what is left, elements moved over, the old
    /// one dropped. For a moment both exist.
    Rebuilt,
    /// The allocator is asked to give back what it can.
    Collected,
    /// The allocator is told to keep nothing from now on, and asked again.
    Purged,
    /// The containers are gone.
    Dropped,
}

impl Rung {
    /// Every rung, in the order in which they are tried.
    pub const ALL: [Self; 6] = [
        Self::Settled,
        Self::Shrunk,
        Self::Rebuilt,
        Self::Collected,
        Self::Purged,
        Self::Dropped,
    ];

    /// The name a user selects it by, and of the phase that shows its effect.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Settled => phase::SETTLED,
            Self::Shrunk => phase::SHRUNK,
            Self::Rebuilt => phase::REBUILT,
            Self::Collected => phase::COLLECTED,
            Self::Purged => phase::PURGED,
            Self::Dropped => phase::DROPPED,
        }
    }

    /// What is done, in one line.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Settled => "nothing, for the settle time",
            Self::Shrunk => "shrink_to_fit",
            Self::Rebuilt => "a new container, elements moved over",
            Self::Collected => "the allocator gives back what it can",
            Self::Purged => "the allocator is set to keep nothing",
            Self::Dropped => "the container is dropped",
        }
    }

    /// The rung of exactly this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.name() == name)
    }

    /// Whether it is tried on the containers, and not on the allocator.
    pub(crate) const fn is_of_containers(self) -> bool {
        matches!(self, Self::Shrunk | Self::Rebuilt)
    }
}
