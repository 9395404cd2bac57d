//! The version of a kept file.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use super::KeptError;

/// The schema that this version writes and reads. Its number rises only when
/// a field changes its meaning or goes away; fields are added without.
pub const KEPT_SCHEMA: &str = "residue.kept/1";

/// What the schemas of kept files begin with.
const FAMILY: &str = "residue.kept/";

/// A kept file's schema: a value that can only be [`KEPT_SCHEMA`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptSchema;

impl KeptSchema {
    /// Whether a file that begins with `bytes` says that it is kept, by any
    /// version.
    pub fn begins(bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        let plain: String =
            text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        plain.starts_with(&format!("{{\"schema\":\"{FAMILY}"))
    }

    /// Accepts [`KEPT_SCHEMA`] and says why any other is not read.
    pub(super) fn accept(found: Option<&str>) -> Result<Self, KeptError> {
        match found {
            Some(KEPT_SCHEMA) => Ok(KeptSchema),
            Some(found) if is_newer(found) => {
                Err(KeptError::NewerSchema { found: found.to_owned() })
            }
            found => {
                let found = found.unwrap_or_default().to_owned();
                Err(KeptError::OtherSchema { found })
            }
        }
    }
}

fn is_newer(schema: &str) -> bool {
    let number = schema.strip_prefix(FAMILY).unwrap_or_default();
    let is_number =
        !number.is_empty() && number.bytes().all(|of| of.is_ascii_digit());
    // One that is too large for an integer is newer still.
    is_number && number.parse::<u64>().map_or(true, |number| number > 1)
}

impl Serialize for KeptSchema {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(KEPT_SCHEMA)
    }
}

impl<'de> Deserialize<'de> for KeptSchema {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let found = String::deserialize(from)?;
        KeptSchema::accept(Some(&found)).map_err(D::Error::custom)
    }
}
