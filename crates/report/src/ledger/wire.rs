//! The ledger as a JSON object: one field for each row, and `residual`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Ledger;
use crate::row::Row;

const RESIDUAL: &str = "residual";

impl Serialize for Ledger {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(Row::ALL.len() + 1))?;
        for row in Row::ALL {
            map.serialize_entry(row.name(), &self.get(row))?;
        }
        map.serialize_entry(RESIDUAL, &self.residual)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Ledger {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields)
    }
}

/// Reads the rows by name. A row that is not there is unknown, and a field
/// that is no row belongs to a later version: both are fine.
struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Ledger;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a ledger")
    }

    fn visit_map<M: MapAccess<'de>>(
        self,
        mut map: M,
    ) -> Result<Ledger, M::Error> {
        let mut ledger = Ledger::default();
        while let Some(name) = map.next_key::<String>()? {
            if name == RESIDUAL {
                ledger.residual = map.next_value()?;
            } else if let Some(row) = Row::from_name(&name) {
                ledger.set(row, map.next_value::<Option<u64>>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(ledger)
    }
}
