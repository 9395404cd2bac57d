//! Reading a stored run, one probe after the other.

mod identity;
mod pass;
mod receiver;
mod slow;

use std::io::Read;

use serde::de::DeserializeSeed;

use self::pass::Pass;
use self::receiver::Receiver;
use super::{Environment, Probe, Run};
use crate::error::ReadError;

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

    /// Reads the bytes of a `run.json` without ever holding more than one of
    /// its probes: hands over the environment, and then `each` probe, in the
    /// file's order.
    ///
    /// What is wrong may stand at the very end of the file: on an error, what
    /// was handed over before belongs to no run.
    ///
    /// ```
    /// use residue_report::{Environment, Probe, Run};
    ///
    /// let mut run = Run::new(Environment::default());
    /// run.probes = vec![Probe::default()];
    /// let text = run.to_json_pretty();
    ///
    /// let mut probes = 0;
    /// Run::stream(text.as_bytes(), drop, |_| probes += 1)?;
    /// assert_eq!(probes, 1);
    /// # Ok::<(), residue_report::ReadError>(())
    /// ```
    pub fn stream(
        bytes: &[u8],
        on_environment: impl FnMut(Environment),
        each: impl FnMut(Probe),
    ) -> Result<(), ReadError> {
        // Some editors put a byte-order mark in front, which is no JSON.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut to = Receiver::new(on_environment, each);
        // Bytes that are no text are left to whom it concerns where they are.
        let Ok(text) = str::from_utf8(bytes) else {
            return slow::read(bytes, &mut to);
        };
        match fast(text, Pass::new(&mut to)) {
            Ok(()) => Ok(()),
            Err(_) if !to.has_begun() => slow::read(bytes, &mut to),
            Err(error) => slow::read(bytes, &mut Receiver::new(drop, drop))
                .and(Err(slow::malformed(error, String::new()))),
        }
    }

    fn from_bytes(bytes: &[u8]) -> Result<Run, ReadError> {
        let mut run = Run::default();
        let Run { environment, probes, .. } = &mut run;
        let on_environment = |read| *environment = read;
        Run::stream(bytes, on_environment, |mut probe| {
            probe.shrink();
            probes.push(probe);
        })?;
        Ok(run)
    }
}

/// Reads in one pass, without an eye to what an error should say.
fn fast<E, P>(text: &str, pass: Pass<'_, E, P>) -> serde_json::Result<()>
where
    E: FnMut(Environment),
    P: FnMut(Probe),
{
    let mut json = serde_json::Deserializer::from_str(text);
    pass.deserialize(&mut json)?;
    json.end()
}
