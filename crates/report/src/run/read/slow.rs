//! Reading a whole run with an eye to the place of an error: every field on
//! the way is noted, which takes twice as long.

use serde::Deserialize;
use serde_path_to_error::{Deserializer, Track};

use crate::error::ReadError;
use crate::run::{Run, Schema};
use residue_present::elided;

/// What is read first, so that a file of another version is told by its
/// version, not by the first field that it has not.
#[derive(Deserialize)]
#[serde(expecting = "a run")]
struct Version {
    #[serde(default)]
    schema: Option<String>,
}

/// Reads a run whose fields stand in any order.
pub(super) fn read(bytes: &[u8]) -> Result<Run, ReadError> {
    let version: Version =
        parse(bytes).map_err(|error| deepened(error, bytes))?;
    Schema::accept(version.schema.as_deref())?;
    parse(bytes)
}

/// The same error as `error`, which says only in which part of the file it
/// is, with the field it is at.
fn deepened(error: ReadError, bytes: &[u8]) -> ReadError {
    match parse::<Run>(bytes) {
        Err(deep) if position(&deep) == position(&error) => deep,
        _ => error,
    }
}

fn position(error: &ReadError) -> Option<(usize, usize)> {
    match error {
        ReadError::Malformed { line, column, .. } => Some((*line, *column)),
        _ => None,
    }
}

fn parse<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, ReadError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut track = Track::new();
    let value = T::deserialize(Deserializer::new(&mut json, &mut track))
        .map_err(|error| malformed(&error, track.path().to_string()))?;
    json.end().map_err(|error| malformed(&error, String::new()))?;
    Ok(value)
}

/// The refusal of a text that is no run, at `field` if it has a name.
pub(super) fn malformed(error: &serde_json::Error, field: String) -> ReadError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let position = format!(" at line {line} column {column}");
    let message = message.strip_suffix(&position).unwrap_or(&message);
    // Both may hold what the file says, which may be anything.
    // What is no place in it at all.
    let field = if matches!(&*field, "." | "?") { "" } else { &field };
    let (field, message) = (elided(field, 120), elided(message, 200));
    ReadError::Malformed { line, column, field, message }
}
