//! The ledger as a JSON object: one field for each row, and `residual`.

use std::fmt;

use serde::de::{
    Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::{Ledger, RESIDUAL, Row};

impl Serialize for Ledger {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for row in Row::ALL {
            let bytes = self.get(row);
            if bytes.is_some() || !row.is_optional() {
                map.serialize_entry(row.name(), &bytes)?;
            }
        }
        map.serialize_entry(RESIDUAL, &self.residual)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Ledger {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(LedgerVisitor)
    }
}

/// A field of a stored ledger.
#[derive(Clone, Copy)]
enum Field {
    Row(Row),
    Residual,
    Other,
}

impl Field {
    /// The field's place among those that may stand only once.
    fn bit(self) -> u32 {
        match self {
            Field::Row(row) => 1 << row as u32,
            Field::Residual => 1 << Row::ALL.len(),
            Field::Other => 0,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Field::Row(row) => row.name(),
            _ => RESIDUAL,
        }
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_identifier(FieldName)
    }
}

/// Reads a field's name where it stands, without a copy.
struct FieldName;

impl Visitor<'_> for FieldName {
    type Value = Field;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("the name of a row")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Field, E> {
        Ok(match Row::from_name(name) {
            Some(row) => Field::Row(row),
            None if name == RESIDUAL => Field::Residual,
            None => Field::Other,
        })
    }
}

/// Reads the rows by name. A row that is not there is unknown, and a field
/// that is no row belongs to a later version: both are fine.
struct LedgerVisitor;

impl<'de> Visitor<'de> for LedgerVisitor {
    type Value = Ledger;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a ledger")
    }

    fn visit_map<M: MapAccess<'de>>(
        self,
        mut map: M,
    ) -> Result<Ledger, M::Error> {
        let mut ledger = Ledger::default();
        let mut seen = 0;
        while let Some(field) = map.next_key::<Field>()? {
            if seen & field.bit() != 0 {
                return Err(Error::duplicate_field(field.name()));
            }
            seen |= field.bit();
            match field {
                Field::Row(row) => {
                    ledger.set(row, map.next_value::<Option<u64>>()?);
                }
                Field::Residual => ledger.residual = map.next_value()?,
                Field::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(ledger)
    }
}
