//! The version of a stored run.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use crate::error::ReadError;

/// The schema that this version writes and reads. Its number rises only when
/// a field changes its meaning or goes away; fields are added without.
pub const SCHEMA: &str = "residue.run/1";

/// A run's schema: a value that can only be [`SCHEMA`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schema;

impl Schema {
    /// Accepts [`SCHEMA`] and says why any other is not read.
    pub(crate) fn accept(found: Option<&str>) -> Result<Schema, ReadError> {
        let Some(found) = found else {
            return Err(ReadError::NoSchema { known: SCHEMA });
        };
        if found == SCHEMA {
            return Ok(Schema);
        }
        let (known, found) = (SCHEMA, found.to_owned());
        Err(if major(&found) > major(SCHEMA) {
            ReadError::NewerSchema { found, known }
        } else {
            ReadError::OtherSchema { found, known }
        })
    }
}

/// The number of a schema of the family `residue.run`. One too large for an
/// integer is newer still.
fn major(schema: &str) -> Option<u64> {
    let number = schema.strip_prefix("residue.run/")?;
    let digits =
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().unwrap_or(u64::MAX))
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(SCHEMA)
    }
}

impl<'de> Deserialize<'de> for Schema {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let found = String::deserialize(from)?;
        Schema::accept(Some(&found)).map_err(D::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Schema {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Schema".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": SCHEMA })
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_newer_schema_from_another() {
        let newer = ["residue.run/2", "residue.run/99999999999999999999999"];
        for found in newer {
            let error = Schema::accept(Some(found)).unwrap_err();
            assert!(matches!(error, ReadError::NewerSchema { .. }), "{found}");
        }
        for found in ["residue.run/0", "residue.run/", "residue.run/+2", "x"] {
            let error = Schema::accept(Some(found)).unwrap_err();
            assert!(matches!(error, ReadError::OtherSchema { .. }), "{found}");
        }
    }

    #[test]
    fn names_both_versions_and_the_fix() {
        let text =
            Schema::accept(Some("residue.run/2")).unwrap_err().to_string();
        for part in ["residue.run/2", "residue.run/1", "install a newer"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
