//! Reading with an eye to the place of an error: every field on the way is
//! noted, which takes twice as long, and the head is read by itself.

use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_path_to_error::{Deserializer, Track};

use super::pass::Pass;
use super::receiver::Receiver;
use crate::error::ReadError;
use crate::run::{Environment, Probe, Run, Schema};
use residue_present::elided;

/// What is read first, so that a file of another version is told by its
/// version, not by the first field that it has not.
#[derive(Deserialize)]
#[serde(expecting = "a run")]
struct Header {
    #[serde(default)]
    schema: Option<String>,
}

/// What probes are not handed over without.
#[derive(Deserialize)]
#[serde(expecting = "a run")]
struct Head {
    environment: Environment,
}

/// Reads a run whose fields stand in any order.
pub(super) fn read<E: FnMut(Environment), P: FnMut(Probe)>(
    bytes: &[u8],
    to: &mut Receiver<E, P>,
) -> Result<(), ReadError> {
    let header: Header =
        parse(bytes, PhantomData).map_err(|error| deepened(error, bytes))?;
    let schema = Schema::accept(header.schema.as_deref())?;
    let head: Head = parse(bytes, PhantomData)?;
    let read = parse(bytes, Pass::behind(schema, head.environment, to));
    read.map_err(|error| to.take_refusal().unwrap_or(error))
}

/// The same error as `error`, which says only in which part of the file it
/// is, with the field it is at.
fn deepened(error: ReadError, bytes: &[u8]) -> ReadError {
    match parse(bytes, PhantomData::<Run>) {
        Err(deep) if place(&deep) == place(&error) => deep,
        _ => error,
    }
}

fn place(error: &ReadError) -> Option<(usize, usize)> {
    match error {
        ReadError::Malformed { line, column, .. } => Some((*line, *column)),
        _ => None,
    }
}

fn parse<'de, S: DeserializeSeed<'de>>(
    bytes: &'de [u8],
    seed: S,
) -> Result<S::Value, ReadError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut track = Track::new();
    let value = seed
        .deserialize(Deserializer::new(&mut json, &mut track))
        .map_err(|error| malformed(error, track.path().to_string()))?;
    json.end().map_err(|error| malformed(error, String::new()))?;
    Ok(value)
}

/// The refusal of a text that is no run, at `field` if it has a name.
pub(super) fn malformed(error: serde_json::Error, field: String) -> ReadError {
    let (line, column) = (error.line(), error.column());
    let mut message = error.to_string();
    let position = format!(" at line {line} column {column}");
    if let Some(rest) = message.strip_suffix(&position) {
        message.truncate(rest.len());
    }
    // Both may hold what the file says, which may be anything.
    let field = if field == "." { "" } else { &field };
    let (field, message) = (elided(field, 120), elided(&message, 200));
    ReadError::Malformed { line, column, field, message }
}
