//! What a stored ledger is, for those who read or write one without Residue.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::{Ledger, RESIDUAL, Row};

impl JsonSchema for Ledger {
    fn schema_name() -> Cow<'static, str> {
        "Ledger".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut fields: Map<String, Value> = Row::ALL
            .into_iter()
            .map(|row| {
                let of = generator.subschema_for::<Option<u64>>();
                field(row.name(), of, row.definition())
            })
            .collect();
        fields.extend([field(
            RESIDUAL,
            generator.subschema_for::<Option<i64>>(),
            "Resident bytes that no row explains; below 0 where rows explain \
             more than is resident.",
        )]);
        json_schema!({
            "description": "Where every resident byte of a process stands at \
                one instant: bytes by row. What is null, or not there, \
                cannot be known.",
            "type": "object",
            "properties": fields,
        })
    }
}

fn field(name: &str, mut of: Schema, definition: &str) -> (String, Value) {
    of.insert("description".to_owned(), definition.into());
    (name.to_owned(), of.into())
}
