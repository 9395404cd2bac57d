use crate::containers::json;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Answers that were parsed and thrown away: each is a tree of small objects.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "json-documents",
    summary: "Vec<serde_json::Value>: documents, thrown away together",
    tags: &[Tag::Objects, Tag::Library],
    names: &["documents"],
    containers: json(),
    stages: Stages::USUAL,
    blames: Blames::Emptied,
};
