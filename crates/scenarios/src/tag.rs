/// What a scenario belongs to, to select several by one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// Run where none is named.
    Default,
    /// Plants a known amount of one kind of memory, to check the measurement.
    Control,
    /// Shows what a container keeps.
    Container,
    /// Shows what the allocator keeps of many small objects.
    Objects,
    /// Shows a load over time: waves, windows, caches.
    Load,
    /// Allocates on several threads, or frees when no other thread may look.
    Threads,
    /// Shows when to shrink a container, and what that costs.
    Policy,
    /// Puts a library to work that people use.
    Library,
}

impl Tag {
    /// Every tag.
    pub const ALL: [Self; 8] = [
        Self::Default,
        Self::Control,
        Self::Container,
        Self::Objects,
        Self::Load,
        Self::Threads,
        Self::Policy,
        Self::Library,
    ];

    /// The name a user selects it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Control => "control",
            Self::Container => "container",
            Self::Objects => "objects",
            Self::Load => "load",
            Self::Threads => "threads",
            Self::Policy => "policy",
            Self::Library => "library",
        }
    }
}
