//! Reading a kept file, which may be anything.

use super::{Kept, KeptError, KeptSchema};
use residue_present::elided;
use serde::{Deserialize, de::DeserializeOwned};

/// Bytes of a kept file, at most. One of a program with all the containers
/// that there may be has a tenth of that.
pub const MOST_BYTES: u64 = 64 << 20;

/// What is read first, so that a file of another version is told by its
/// version, not by the first field that it has not.
#[derive(Deserialize)]
#[serde(expecting = "what was kept of a program")]
struct Version {
    #[serde(default)]
    schema: Option<String>,
}

impl Kept {
    /// Reads the bytes of a kept file. Fields that this version does not know
    /// are passed over.
    ///
    /// ```
    /// use residue_report::kept::Kept;
    ///
    /// let kept = Kept { pid: 4711, ..Kept::default() };
    /// let text = kept.to_json();
    /// assert_eq!(Kept::from_bytes(text.as_bytes())?, kept);
    /// assert!(Kept::from_bytes(&text.as_bytes()[..40]).is_err());
    /// # Ok::<(), residue_report::kept::KeptError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it is none, is cut, or is of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Kept, KeptError> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(KeptError::TooLarge { bytes: bytes.len() as u64 });
        }
        let version: Version = parse(bytes)?;
        KeptSchema::accept(version.schema.as_deref())?;
        parse(bytes)
    }

    /// The file's text, which ends in a line feed.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string(self)
            .expect("it has text for keys and no value that can fail");
        text.push('\n');
        text
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, KeptError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let position = format!(" at line {line} column {column}");
        let message = message.strip_suffix(&position).unwrap_or(&message);
        // It may hold what the file says, which may be anything.
        let message = elided(message, 200).to_string();
        KeptError::Malformed { line, column, message }
    })
}
