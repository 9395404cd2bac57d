//! Vocabularies, as they are stored: by name.

use std::collections::BTreeMap;

use serde::de::Deserializer;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::diff::record::CONTAINER_FIGURES;
use crate::diff::{Figures, Metric, Verdict};
use residue_ledger::Row;

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Metric {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Metric, D::Error> {
        let name = String::deserialize(from)?;
        Metric::from_name(&name).ok_or_else(|| unknown("figure", &name))
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

impl<'de> Deserialize<'de> for Figures {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Figures, D::Error> {
        let mut figures = Figures::default();
        for (name, figure) in BTreeMap::<String, u64>::deserialize(from)? {
            // A figure that a later version knows is passed over.
            if let Some(metric) = Metric::from_name(&name) {
                figures.set(metric, Some(figure));
            }
        }
        Ok(figures)
    }
}

/// Who holds bytes: a row by its name, or null, to whom they are given back.
pub(in crate::diff) mod holder {
    use super::*;

    pub(in crate::diff) fn serialize<S: Serializer>(
        row: &Option<Row>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        row.map(Row::name).serialize(to)
    }

    pub(in crate::diff) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Row>, D::Error> {
        let Some(name) = Option::<String>::deserialize(from)? else {
            return Ok(None);
        };
        let row = Row::from_name(&name);
        row.map(Some).ok_or_else(|| unknown("row", &name))
    }
}

/// The name of a container's figure, which is one of a few.
pub(in crate::diff) fn container_figure<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<&'static str, D::Error> {
    let name = String::deserialize(from)?;
    let known = CONTAINER_FIGURES.into_iter().find(|known| *known == name);
    known.ok_or_else(|| unknown("figure of a container", &name))
}

/// How many came to each verdict, by the verdict's name.
pub(in crate::diff) mod by_verdict {
    use super::*;

    type Counts = [u64; Verdict::ALL.len()];

    pub(in crate::diff) fn serialize<S: Serializer>(
        counts: &Counts,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_map(Verdict::ALL.map(Verdict::name).iter().zip(counts))
    }

    pub(in crate::diff) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Counts, D::Error> {
        let counts = BTreeMap::<String, u64>::deserialize(from)?;
        Ok(Verdict::ALL
            .map(|verdict| counts.get(verdict.name()).copied().unwrap_or(0)))
    }
}

fn unknown<E: serde::de::Error>(what: &str, name: &str) -> E {
    E::custom(format!("unknown {what} {name:?}"))
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
