//! A run: what one invocation measured, and the unit that is stored.

mod environment;
mod named;
mod outcome;
mod phase;
mod probe;
mod read;
mod sample;
mod schema;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

pub use self::environment::Environment;
pub use self::named::Named;
pub use self::outcome::Outcome;
pub(crate) use self::phase::NO_REASON;
pub use self::phase::Phase;
pub use self::probe::Probe;
pub use self::sample::Sample;
pub use self::schema::{SCHEMA, Schema};

/// All probes of one invocation, with the environment they ran in. It is
/// stored as `run.json` in a folder of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(expecting = "a run")]
pub struct Run {
    /// The version of the file's fields; there is only one.
    pub schema: Schema,
    /// The machine and the tools.
    pub environment: Environment,
    /// The probes, in the order in which they ran.
    pub probes: Vec<Probe>,
}

impl Run {
    /// The probes that failed, each with the reason.
    pub fn failed(&self) -> impl Iterator<Item = (&Probe, &str)> {
        self.probes.iter().filter_map(|probe| match &probe.outcome {
            Outcome::Completed => None,
            Outcome::Failed { reason } => Some((probe, reason.as_str())),
        })
    }

    /// A run without probes.
    pub fn new(environment: Environment) -> Run {
        Run { environment, ..Run::default() }
    }

    /// The run as indented JSON that ends in a line feed. The same run gives
    /// the same text.
    pub fn to_json_pretty(&self) -> String {
        let mut text = serde_json::to_string_pretty(self)
            .expect("a run has text for keys and no value that can fail");
        text.push('\n');
        text
    }

    /// Writes the run as [`Run::to_json_pretty`] has it.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(self.to_json_pretty().as_bytes())
    }
}
