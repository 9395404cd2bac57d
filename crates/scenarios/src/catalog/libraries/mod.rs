//! Libraries that people use, at work.

mod json;

use crate::Scenario;

/// In the order in which they are listed and run.
pub(super) const ALL: &[&dyn Scenario] = &[json::SCENARIO];
