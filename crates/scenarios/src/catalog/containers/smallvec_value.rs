use crate::containers::small_vec;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A small vector that was large once is a vector.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "smallvec-value",
    summary: "SmallVec<[[u8; 128]; 4]>: push past its four, pop all",
    tags: &[Tag::Container],
    names: &["entries"],
    containers: small_vec::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
