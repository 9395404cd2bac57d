//! What is kept of a bench: integers only; ratios are derived on reading.

use crate::{Case, FULL, Rounds};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The schema that summaries are of.
pub const SCHEMA: &str = "residue.bench/1";

/// What one bench measured, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// [`SCHEMA`].
    pub schema: String,
    /// The bench's name.
    pub bench: String,
    /// Where it ran.
    pub machine: Machine,
    /// One for each subject in each case that was measured.
    pub cells: Vec<Cell>,
}

/// What a figure of time depends on beside the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// Processors that this process may use.
    pub cores: u64,
    /// The system, its release and its kind of processor.
    pub kernel: String,
    /// The compiler.
    pub rustc: String,
    /// What was called.
    pub command: String,
    /// When it began, in UTC.
    pub date: String,
    /// Processes that wanted to run when it began, over a minute: a
    /// machine that is not idle gives noise.
    pub load: String,
}

/// A subject in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The allocator that does the work.
    pub base: String,
    /// What stands around it.
    pub subject: String,
    /// What was done: the name of an operation or a workload.
    pub work: String,
    /// Bytes of each object, where that is one number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Threads that did it.
    pub threads: u64,
    /// What was measured.
    pub rounds: Rounds,
}

impl Cell {
    /// A cell of the grid of operations.
    pub fn of(base: &str, subject: &str, case: Case, rounds: Rounds) -> Cell {
        Cell {
            base: base.to_owned(),
            subject: subject.to_owned(),
            work: case.operation.name().to_owned(),
            size: Some(case.size as u64),
            threads: case.threads as u64,
            rounds,
        }
    }
}

impl Summary {
    /// A summary without cells, of this machine, now.
    pub fn begin(bench: &str) -> Summary {
        Summary {
            schema: SCHEMA.to_owned(),
            bench: bench.to_owned(),
            machine: Machine::of_this(bench),
            cells: Vec::new(),
        }
    }

    /// Reads a summary.
    ///
    /// # Errors
    ///
    /// Where `text` is none, or one of another schema.
    pub fn from_json(text: &str) -> Result<Summary, String> {
        let summary: Summary = serde_json::from_str(text)
            .map_err(|error| format!("it is no summary of a bench: {error}"))?;
        if summary.schema == SCHEMA {
            return Ok(summary);
        }
        let schema = summary.schema;
        Err(format!(
            "it is of schema `{schema}`, and this reads `{SCHEMA}`: \
             run `cargo bench` again"
        ))
    }
}

impl Machine {
    fn of_this(bench: &str) -> Machine {
        let cpu = line("/proc/cpuinfo", "model name");
        let load = fs::read_to_string("/proc/loadavg").ok();
        let load = load.as_deref().and_then(|text| text.split(' ').next());
        let cores = std::thread::available_parallelism();
        Machine {
            cpu: cpu.unwrap_or_else(unknown),
            cores: cores.map_or(0, |cores| cores.get() as u64),
            kernel: output("uname", &["-srm"]).unwrap_or_else(unknown),
            rustc: output("rustc", &["--version"]).unwrap_or_else(unknown),
            command: command(bench, env::args().skip(1)),
            date: output("date", &["-u", "+%FT%TZ"]).unwrap_or_else(unknown),
            load: load.map_or_else(unknown, str::to_owned),
        }
    }
}

pub(crate) fn unknown() -> String {
    "unknown".to_owned()
}

/// The value of `key` in a file of `key : value` lines.
fn line(path: impl AsRef<Path>, key: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

pub(crate) fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// How this bench is called again, from the arguments that cargo gave it.
fn command(bench: &str, args: impl Iterator<Item = String>) -> String {
    let given: Vec<String> = args.filter(|arg| arg != "--bench").collect();
    let full = env::var(FULL).is_ok_and(|value| value == "1");
    let prefix = if full { format!("{FULL}=1 ") } else { String::new() };
    let separator = if given.is_empty() { "" } else { " -- " };
    format!("{prefix}cargo bench --bench {bench}{separator}{}", given.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_leaves_out_what_cargo_adds() {
        let args = |args: &[&str]| {
            command("x", args.iter().map(|&arg| arg.to_owned()))
        };
        assert!(args(&["--bench"]).ends_with("cargo bench --bench x"));
        let given = args(&["pair", "--quick", "--bench"]);
        assert!(given.ends_with("--bench x -- pair --quick"), "{given}");
    }

    #[test]
    fn a_summary_reads_back_and_another_schema_is_refused() {
        let mut summary = Summary::begin("x");
        let case = "pair 8 1".parse().unwrap();
        summary.cells.push(Cell::of("a", "b", case, Rounds::default()));
        let json = serde_json::to_string(&summary).unwrap();
        assert_eq!(Summary::from_json(&json), Ok(summary));
        let newer = json.replace(SCHEMA, "residue.bench/2");
        let said = Summary::from_json(&newer).unwrap_err();
        assert!(said.contains("residue.bench/2"), "{said}");
        assert!(said.contains(SCHEMA), "{said}");
        assert!(Summary::from_json("{}").is_err());
    }
}
