//! Does `residue diff` find what changed, and nothing else?
//!
//! `experiment SUITE RESIDUE RUNS RECORD [PAIRS [ELEMENTS]]` measures every
//! side of a [`Suite`] `PAIRS` times with the binary `RESIDUE`, in turns, so
//! that a machine that grows slower is slower for all, and keeps them in
//! `RUNS`; those already there are taken as they are. Each case of the suite
//! then compares two of them run by run, at default limits. `RECORD` gets
//! `summary.md`, and every comparison as JSON where the suite keeps them. Exit
//! code 1 where any comparison said something else than expected.

mod case;
mod comparison;
mod side;
mod suite;
mod summary;
mod table;
mod tool;

use case::Seen;
use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use suite::Suite;
use tool::Tool;

/// What the experiment consists of.
struct Settings {
    suite: &'static Suite,
    tool: Tool,
    record: PathBuf,
    pairs: u64,
    elements: u64,
}

impl Settings {
    fn of_arguments() -> Option<Settings> {
        let mut args = env::args_os().skip(1);
        let suite = Suite::find(args.next()?.to_str()?)?;
        let mut path = || args.next().map(PathBuf::from);
        let (residue, runs, record) = (path()?, path()?, path()?);
        let mut number = |default| match args.next() {
            Some(text) => text.to_str()?.parse().ok(),
            None => Some(default),
        };
        let (pairs, elements) = (number(20)?, number(suite.elements)?);
        let tool = Tool::new(&residue, runs, suite, elements).ok()?;
        Some(Settings { suite, tool, record, pairs, elements })
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let usage = "usage: experiment diff|catalogue RESIDUE RUNS RECORD \
                 [PAIRS [ELEMENTS]]";
    let settings = Settings::of_arguments().ok_or(usage)?;
    measure(&settings)?;
    let seen = compare(&settings)?;
    let first = &settings.suite.sides[0];
    let environment = settings.tool.environment(first)?;
    let text = summary::write(&settings, &environment, &seen);
    fs::create_dir_all(&settings.record)?;
    fs::write(settings.record.join("summary.md"), &text)?;
    io::stdout().write_all(text.as_bytes())?;
    let met = seen.iter().all(|case| case.iter().all(Seen::as_expected));
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(settings: &Settings) -> io::Result<()> {
    for pair in 0..settings.pairs {
        for side in settings.suite.sides_of(pair) {
            settings.tool.run(side, pair)?;
        }
        writeln!(io::stderr(), "measured {} of {}", pair + 1, settings.pairs)?;
    }
    Ok(())
}

/// What was seen of each case, pair by pair.
fn compare(settings: &Settings) -> Result<Vec<Vec<Seen>>, Box<dyn Error>> {
    let mut all = Vec::new();
    for case in settings.suite.cases {
        let keeps = settings.suite.keeps;
        let folder = keeps.then(|| settings.record.join(case.name));
        folder.as_ref().map(fs::create_dir_all).transpose()?;
        let mut seen = Vec::new();
        for pair in 0..settings.pairs.min(case.pairs) {
            seen.push(settings.tool.diff(case, pair, folder.as_deref())?);
        }
        all.push(seen);
    }
    Ok(all)
}
