//! Does `residue diff` find what changed, and nothing else?
//!
//! `experiment RESIDUE RUNS RECORD [PAIRS [ELEMENTS]]` measures every
//! [`side::SIDES`] `PAIRS` times with the binary `RESIDUE`, in turns, so that
//! a machine that grows slower is slower for all, and keeps them in `RUNS`;
//! those already there are taken as they are. Each [`case::CASES`] then
//! compares two of them run by run, at default limits. `RECORD` gets every
//! comparison as JSON, and `summary.md`. Exit code 1 where any comparison
//! said something else than expected.

mod case;
mod side;
mod summary;
mod tool;

use case::{CASES, Seen};
use side::SIDES;
use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tool::Tool;

/// What the experiment consists of.
struct Settings {
    tool: Tool,
    record: PathBuf,
    pairs: u64,
    elements: u64,
}

impl Settings {
    fn of_arguments() -> Option<Settings> {
        let mut args = env::args_os().skip(1);
        let mut path = || args.next().map(PathBuf::from);
        let (residue, runs, record) = (path()?, path()?, path()?);
        let mut number = |default| match args.next() {
            Some(text) => text.to_str()?.parse().ok(),
            None => Some(default),
        };
        let (pairs, elements) = (number(20)?, number(100_000)?);
        let tool = Tool::new(&residue, runs, elements).ok()?;
        Some(Settings { tool, record, pairs, elements })
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let usage = "usage: experiment RESIDUE RUNS RECORD [PAIRS [ELEMENTS]]";
    let settings = Settings::of_arguments().ok_or(usage)?;
    measure(&settings)?;
    let seen = compare(&settings)?;
    let environment = settings.tool.environment(&SIDES[0])?;
    let text = summary::write(&settings, &environment, &seen);
    fs::write(settings.record.join("summary.md"), &text)?;
    io::stdout().write_all(text.as_bytes())?;
    let met = seen.iter().all(|case| case.iter().all(Seen::as_expected));
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(settings: &Settings) -> io::Result<()> {
    for pair in 0..settings.pairs {
        for side in SIDES {
            settings.tool.run(side, pair)?;
        }
        writeln!(io::stderr(), "measured {} of {}", pair + 1, settings.pairs)?;
    }
    Ok(())
}

/// What was seen of each case, pair by pair.
fn compare(settings: &Settings) -> Result<Vec<Vec<Seen>>, Box<dyn Error>> {
    let mut all = Vec::new();
    for case in CASES {
        let folder = settings.record.join(case.name);
        fs::create_dir_all(&folder)?;
        let mut seen = Vec::new();
        for pair in 0..settings.pairs {
            seen.push(settings.tool.diff(case, pair, &folder)?);
        }
        all.push(seen);
    }
    Ok(all)
}
