//! dhat's files, as dhat-rs, Valgrind's DHAT and their kin write them.

mod check;
mod file;
mod points;
mod wire;

use std::io::{self, BufReader, Read};

use crate::error::Error;
use crate::model::Profile;
use residue_present::elided;

/// Bytes that are asked for at once.
const CHUNK: usize = 64 << 10;

/// Reads a profile to the end of `reader`. Fields that this version does not
/// know are passed over; those at the top are kept.
pub(super) fn from_reader(reader: impl Read) -> Result<Profile, Refused> {
    // The parser asks for single bytes.
    let reader = BufReader::with_capacity(CHUNK, reader);
    let mut json = serde_json::Deserializer::from_reader(reader);
    let file = serde::Deserialize::deserialize(&mut json)?;
    json.end()?;
    Ok(check::profile(file)?)
}

/// The same, from bytes that are at hand.
pub(super) fn from_slice(bytes: &[u8]) -> Result<Profile, Error> {
    match serde_json::from_slice(bytes) {
        Ok(file) => check::profile(file),
        Err(_) => Err(located(bytes)),
    }
}

/// Why a reader's bytes are no profile.
pub(super) enum Refused {
    /// They are no JSON, or of another form: to be read once more for the
    /// field, if they can be.
    Malformed(serde_json::Error),
    /// What they say cannot be.
    Other(Error),
}

impl From<serde_json::Error> for Refused {
    fn from(error: serde_json::Error) -> Refused {
        match error.is_io() {
            // What limits the input has an error of its own within.
            true => Refused::Other(
                io::Error::from(error).downcast().unwrap_or_else(Error::Io),
            ),
            false => Refused::Malformed(error),
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Other(error)
    }
}

/// Reads once more, with an eye to where the error is.
fn located(bytes: &[u8]) -> Error {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let end = |json: &mut serde_json::Deserializer<_>| json.end();
    error_of(&mut json, end)
}

/// Reads `reader`, whose bytes are no profile, for the place of the error.
pub(super) fn located_in(reader: impl Read) -> Error {
    let reader = BufReader::with_capacity(CHUNK, reader);
    let mut json = serde_json::Deserializer::from_reader(reader);
    let end = |json: &mut serde_json::Deserializer<_>| json.end();
    error_of(&mut json, end)
}

fn error_of<'de, R: serde_json::de::Read<'de>>(
    json: &mut serde_json::Deserializer<R>,
    end: impl FnOnce(
        &mut serde_json::Deserializer<R>,
    ) -> Result<(), serde_json::Error>,
) -> Error {
    let read = serde_path_to_error::deserialize::<_, file::File>(&mut *json);
    match read {
        Err(error) => {
            let field = error.path().to_string();
            let field = Some(field).filter(|path| path != ".");
            malformed(field.as_deref().unwrap_or(""), &error.into_inner())
        }
        // What is wrong stands behind the profile.
        Ok(_) => match end(json) {
            Err(error) => malformed("", &error),
            Ok(()) => Error::contradiction("the file", "it changes"),
        },
    }
}

/// The error of JSON at a field, which is empty if it is not known.
pub(super) fn malformed(field: &str, error: &serde_json::Error) -> Error {
    let message = error.to_string();
    // The message ends in the place, which the error names by itself.
    let what = message.split(" at line ").next().unwrap_or_default();
    Error::Malformed {
        line: error.line(),
        column: error.column(),
        field: elided(field, 80),
        message: elided(what, 200),
    }
}
