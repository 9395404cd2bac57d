/// What a known change to a scenario consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlantKind {
    /// The scenario's first container has that much more spare capacity from
    /// the peak on, all of it written, and gives it back with the remedy or,
    /// where none is tried, when it is dropped.
    Slack,
    /// That much was freed when the peak is reached, in small blocks below
    /// one live byte, which is there so that glibc does not trim its heap.
    /// It is the allocator's until the phase `collected`; the byte goes with
    /// it.
    Cached,
    /// That many more live bytes of no container, from the peak to the end.
    Live,
}

impl PlantKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Slack, Self::Cached, Self::Live];

    /// The name a user selects it by: for two of them that of the row of the
    /// ledger in which it has to turn up, for `live` the row is `other_live`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Cached => "cached",
            Self::Live => "live",
        }
    }

    /// What it adds, in one line.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Slack => "spare capacity of the first container",
            Self::Cached => "freed memory the allocator keeps, below a byte",
            Self::Live => "live memory of no container, never freed",
        }
    }

    /// The kind of exactly this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
