//! Puts what benches measured into a file, between its markers.
//!
//! `performance FILE SUMMARY...` renews, for each summary, what stands in
//! `FILE` between `<!-- bench: NAME BASE -->` and `<!-- /bench -->`, for each
//! base that it has. After `--check` nothing is written, and exit code 1 says
//! that it is not up to date.

use residue_benches::{BASES, SpliceError, Summary, performance, splice};
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use std::{env, fs};

const USAGE: &str = "usage: performance [--check] FILE SUMMARY...";

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // With nowhere to write there is nobody to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether the file is up to date, now or, with `--check`, already.
fn run(mut args: Vec<String>) -> Result<bool, Box<dyn Error>> {
    let is_check = args.first().is_some_and(|arg| arg == "--check");
    args.drain(..usize::from(is_check));
    let (file, summaries) = args.split_first().ok_or(USAGE)?;
    if summaries.is_empty() {
        return Err(USAGE.into());
    }
    let old = read(file)?;
    let mut new = old.clone();
    for path in summaries {
        let summary = Summary::from_json(&read(path)?)
            .map_err(|error| format!("{path}: {error}"))?;
        new =
            with(new, &summary).map_err(|error| format!("{file}: {error}"))?;
    }
    if new == old {
        return Ok(true);
    }
    if is_check {
        writeln!(
            io::stderr(),
            "{file}: its tables are not those of the record; renew them by \
             `cargo run -p residue-benches --example performance -- {}`",
            args.join(" ")
        )?;
        return Ok(false);
    }
    fs::write(file, new)?;
    Ok(true)
}

/// `file` with the tables of `summary`, of which it must have one.
fn with(file: String, summary: &Summary) -> Result<String, SpliceError> {
    let mut missing = None;
    let mut new: Option<String> = None;
    for base in BASES {
        let Some(text) = performance(summary, base) else { continue };
        let name = format!("{} {base}", summary.bench);
        match splice(new.as_ref().unwrap_or(&file), &name, &text) {
            Err(error @ SpliceError::NoMarker(_)) => {
                missing.get_or_insert(error);
            }
            spliced => new = Some(spliced?),
        }
    }
    match (new, missing) {
        (None, Some(error)) => Err(error),
        (new, _) => Ok(new.unwrap_or(file)),
    }
}

fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(path)
        .map_err(|error| format!("could not read {path}: {error}"))
}
