use crate::Ladder;

/// The size and shape of one run of a scenario.
///
/// Two runs with equal plans make the same allocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many elements the scenario holds at its peak. For a control, how
    /// many times 64 bytes it plants. At least 1.
    pub elements: u64,
    /// Selects the keys and, where they vary, the sizes and the survivors.
    pub seed: u64,
    /// What is tried after the peak, step by step.
    pub ladder: Ladder,
}
