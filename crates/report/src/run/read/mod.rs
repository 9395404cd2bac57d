//! Reading a stored run, one probe after the other.

mod identity;
mod pass;
mod slow;

use std::io::Read;

use self::pass::Pass;
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

    /// Reads the bytes of a `run.json`: hands over the environment, and then
    /// `each` probe, in the file's order. As Residue writes the file, no more
    /// than one of its probes is held at a time.
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
        let mut pass = Pass::new(on_environment, each);
        // Bytes that are no text are refused with their place by `slow`.
        let Ok(text) = str::from_utf8(bytes) else {
            return slow::read(bytes).map(drop);
        };
        let Err(error) = pass.read(text) else {
            return Ok(());
        };
        match pass.take_refusal() {
            Some(refusal) => Err(refusal),
            None if !pass.has_begun() => pass.hand_over(slow::read(bytes)?),
            None => slow::read(bytes)
                .and(Err(slow::malformed(&error, String::new()))),
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
