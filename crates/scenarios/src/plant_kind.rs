use crate::planting::Planting;
use crate::{Host, Plan, Scenario};

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

/// A known change to a scenario, to see whether it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plant {
    /// What it consists of.
    pub kind: PlantKind,
    /// How many bytes.
    pub bytes: u64,
}

impl Plant {
    /// Runs `scenario` once with the change planted. Everything else is as
    /// without it: what is planted is allocated between the phase before the
    /// peak and whatever leads to the peak, so that it lies below what the
    /// scenario allocates there and keeps none of it from being given back.
    pub fn run(
        self,
        scenario: &dyn Scenario,
        plan: &Plan,
        host: &mut dyn Host,
    ) {
        let mut planting = Planting::of(self, scenario, plan, host);
        scenario.run(plan, &mut planting);
    }
}
