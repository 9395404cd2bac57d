use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Nothing at all, at every phase.
///
/// Shows what the process costs before it does anything: the program's own
/// pages, the allocator's start. Take it off any other scenario to see what
/// the workload itself did. Whatever changes between its phases is the
/// measurement, not the program.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "empty",
    summary: "no allocation of its own: what the process itself costs",
    tags: &[Tag::Default],
    names: &[],
    containers: (),
    stages: Stages::USUAL,
    blames: Blames::Nobody,
};
