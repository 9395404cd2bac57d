//! What each tracker adds in instructions, which repeat exactly where times
//! do not. `scripts/instructions` calls it: it takes Valgrind, and minutes.
//!
//! `--check FILE` counts what is ours over the C library's allocator, and
//! fails where it adds more than what is committed and its limit; `--record
//! FILE` counts everything.

mod callgrind;
mod operations;
#[expect(dead_code, reason = "nothing is timed here")]
#[path = "../peers/mod.rs"]
mod peers;
#[expect(dead_code, reason = "nothing is timed here")]
#[path = "../workloads/programs.rs"]
mod programs;
mod repeat;
mod whole;

use clap::Parser;
use residue_benches::{Count, Instructions};
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Parser)]
struct Args {
    /// Counts what is ours, and compares with what FILE has.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// Counts everything, and writes FILE and its table.
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    record: Option<PathBuf>,
    /// What cargo says to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    peers::serve_if_asked();
    repeat::repeat_if_asked();
    let args = Args::parse();
    match run(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => peers::finish(Err(error)),
    }
}

/// Whether everything is within its limits.
fn run(args: &Args) -> Result<bool, Box<dyn Error>> {
    let mut found = Instructions::begin();
    let mut keep = |count: Count| {
        say(&format!("{:>14.1}  {count}", count.tenths as f64 / 10.0));
        found.counts.push(count);
    };
    let which = if args.record.is_some() { Which::All } else { Which::Ours };
    whole::count(which, &mut keep)?;
    operations::count(which, &mut keep)?;
    // The table is all that is asked for where it goes to a pipe.
    writeln!(io::stdout(), "{}", found.table())?;
    if let Some(file) = &args.record {
        fs::write(file, serde_json::to_string_pretty(&found)? + "\n")?;
        fs::write(file.with_extension("md"), found.document())?;
    }
    let mut complaints = found.past_limits();
    if let Some(file) = &args.check {
        let committed = read(file)?;
        let grown = found.grown(&committed);
        let grown = grown.map_err(|error| {
            format!("{}: {error}: record it anew", file.display())
        })?;
        complaints.extend(grown.iter().map(ToString::to_string));
        complaints.extend(stale(file, &committed));
    }
    complaints.iter().for_each(|what| say(&format!("error: {what}")));
    Ok(complaints.is_empty())
}

/// Progress and complaints; with nowhere to write there is nobody to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn read(file: &Path) -> Result<Instructions, Box<dyn Error>> {
    let at = |error: String| format!("{}: {error}", file.display());
    let text =
        fs::read_to_string(file).map_err(|error| at(error.to_string()))?;
    Ok(Instructions::from_json(&text).map_err(at)?)
}

/// The table beside `file` must be that of its counts.
fn stale(file: &Path, committed: &Instructions) -> Option<String> {
    let table = file.with_extension("md");
    let text = fs::read_to_string(&table).unwrap_or_default();
    (text != committed.document()).then(|| {
        format!("{} is not the table of {}", table.display(), file.display())
    })
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// The bare allocator and what is ours, over the C library's.
    Ours,
    /// Every subject over every base.
    All,
}

impl Which {
    fn has(self, base: &str, subject: &str) -> bool {
        let ours = ["bare", "counting", "tracking", "tracking, named"];
        // Under Valgrind mimalloc's memory lies above all that the map can
        // cover there, so that each operation would take the slow path.
        let is_misled = base == "mimalloc" && subject.starts_with("tracking");
        match self {
            Which::All => !is_misled,
            Which::Ours => base == "system" && ours.contains(&subject),
        }
    }
}
