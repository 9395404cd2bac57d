//! Reading a stored run.

use std::collections::BTreeSet;
use std::io::Read;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Probe, Run, Schema};
use crate::error::ReadError;
use crate::text::elided;

/// What is read first, so that a file of another version is told by its
/// version, not by the first field that it has not.
#[derive(Deserialize)]
#[serde(expecting = "a run")]
struct Header {
    #[serde(default)]
    schema: Option<String>,
}

impl Run {
    /// Reads a run from the text of a `run.json`. Fields that this version
    /// does not know are passed over.
    pub fn from_json(text: &str) -> Result<Run, ReadError> {
        Run::from_bytes(text.as_bytes())
    }

    /// Reads a run to the end of `reader`.
    pub fn from_reader(mut reader: impl Read) -> Result<Run, ReadError> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        Run::from_bytes(&bytes)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Run, ReadError> {
        // Some editors put a byte-order mark in front, which is no JSON.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let header: Header = parse(bytes)?;
        Schema::accept(header.schema.as_deref())?;
        let run: Run = parse(bytes)?;
        for (index, probe) in run.probes.iter().enumerate() {
            refuse_duplicate_phases(index, probe)?;
        }
        Ok(run)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|at| {
        let field = at.path().to_string();
        malformed(at.into_inner(), field)
    })?;
    json.end().map_err(|error| malformed(error, String::new()))?;
    Ok(value)
}

fn malformed(error: serde_json::Error, field: String) -> ReadError {
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

fn refuse_duplicate_phases(
    index: usize,
    probe: &Probe,
) -> Result<(), ReadError> {
    let mut seen = BTreeSet::new();
    match probe.phases.iter().find(|phase| !seen.insert(&phase.name)) {
        None => Ok(()),
        Some(phase) => Err(ReadError::DuplicatePhase {
            probe: index,
            scenario: probe.scenario.clone(),
            backend: probe.backend.clone(),
            phase: phase.name.clone(),
        }),
    }
}
