//! The version of a stored comparison.

use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::DiffReadError;

/// The schema that this version writes and reads. Its number rises only when
/// a field changes its meaning or goes away; fields are added without.
pub const DIFF_SCHEMA: &str = "residue.diff/1";

/// A comparison's schema: a value that can only be [`DIFF_SCHEMA`].
pub(super) struct Tag;

/// What is read first, so that a text of another version is told by its
/// version, not by the first field that it has not.
#[derive(Deserialize)]
#[serde(expecting = "a comparison")]
struct Header {
    #[serde(default)]
    schema: Option<String>,
}

/// Accepts [`DIFF_SCHEMA`] and says why any other is not read.
pub(super) fn accept(text: &str) -> Result<(), DiffReadError> {
    let header: Header = serde_json::from_str(text)
        .map_err(|error| DiffReadError::malformed(&error, ""))?;
    match header.schema {
        None => Err(DiffReadError::NoSchema),
        Some(found) if found == DIFF_SCHEMA => Ok(()),
        Some(found) if major(&found) > major(DIFF_SCHEMA) => {
            Err(DiffReadError::NewerSchema(found))
        }
        Some(found) => Err(DiffReadError::OtherSchema(found)),
    }
}

/// The number of a schema of the family `residue.diff`. One too large for an
/// integer is newer still.
fn major(schema: &str) -> Option<u64> {
    let number = schema.strip_prefix("residue.diff/")?;
    let digits =
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().unwrap_or(u64::MAX))
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(DIFF_SCHEMA)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Tag, D::Error> {
        match String::deserialize(from)? {
            found if found == DIFF_SCHEMA => Ok(Tag),
            _ => Err(D::Error::custom("another schema")),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Tag {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DiffSchema".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": DIFF_SCHEMA })
    }

    fn inline_schema() -> bool {
        true
    }
}
