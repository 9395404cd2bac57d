//! Vocabularies, as they are stored: by name.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::diff::{Figures, Metric, Verdict};
use residue_ledger::Row;

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

/// The known figures by name; what is not there is unknown.
impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for metric in Metric::ALL {
            if let Some(figure) = self.get(metric) {
                map.serialize_entry(metric.name(), &figure)?;
            }
        }
        map.end()
    }
}

/// Who holds bytes: a row by its name, or null where nobody does.
pub(in crate::diff) fn holder<S: Serializer>(
    row: &Option<Row>,
    to: S,
) -> Result<S::Ok, S::Error> {
    row.map(Row::name).serialize(to)
}

/// How many came to each verdict, by the verdict's name.
pub(in crate::diff) fn by_verdict<S: Serializer>(
    counts: &[u64; Verdict::ALL.len()],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_map(Verdict::ALL.map(Verdict::name).iter().zip(counts))
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use serde_json::{Map, json};

    use super::*;
    use crate::diff::Kind;

    impl JsonSchema for Metric {
        fn schema_name() -> Cow<'static, str> {
            "Metric".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "A figure that is compared.",
                "enum": Metric::ALL.map(Metric::name),
            })
        }
    }

    impl JsonSchema for Figures {
        fn schema_name() -> Cow<'static, str> {
            "Figures".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let field = |metric: Metric| {
                let unit = match metric.kind() {
                    Kind::Bytes => "in bytes",
                    Kind::Count => "a number of them",
                    Kind::Time => "in nanoseconds",
                };
                let of = json!({
                    "description": format!("{}, {unit}", metric.title()),
                    "type": "integer",
                    "minimum": 0,
                });
                (metric.name().to_owned(), of)
            };
            let fields: Map<_, _> =
                Metric::ALL.into_iter().map(field).collect();
            json_schema!({
                "description": "All known figures of a phase by name; what \
                    is not there is unknown.",
                "type": "object",
                "properties": fields,
            })
        }
    }
}
