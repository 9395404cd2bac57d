//! The ledger of a small run, so that `cargo bench` also shows who holds what:
//! live, allocated and resident bytes, and no time.
//!
//! It starts `residue run` and `residue diff`, and takes criterion's flags:
//! `cargo bench -- --save-baseline main`, then `--baseline main`. Only a
//! baseline that is named can fail it; the run before is compared with, and
//! that is all.

mod args;
mod selection;
mod tool;

use args::{Args, Mode};
use clap::Parser;
use selection::Selection;
use std::io::{self, Write};
use std::process::ExitCode;
use tool::Tool;

fn main() -> ExitCode {
    let outcome = bench(&Args::parse());
    outcome.unwrap_or_else(|error| {
        // Where even that fails there is nobody left to tell.
        let _ = writeln!(io::stderr(), "error: {error:#}");
        ExitCode::from(2)
    })
}

fn bench(args: &Args) -> anyhow::Result<ExitCode> {
    let selection = Selection::of(args.matcher()?);
    let mode = args.mode();
    if mode == Mode::List {
        return list(&selection, args);
    }
    if selection.is_empty() {
        // Another bench may have what was meant, as with criterion.
        return Ok(ExitCode::SUCCESS);
    }
    let tool = Tool::new()?;
    if mode == Mode::Smoke {
        return tool.smoke(&selection);
    }
    // Before anything is measured.
    let names = [&args.baseline, &args.load_baseline];
    names
        .into_iter()
        .flatten()
        .try_for_each(|name| tool.refuse_unknown(name))?;
    let new = match &args.load_baseline {
        Some(name) => tool.show(name, &selection)?,
        None => tool.measure(&selection, args)?,
    };
    let Some(new) = new else { return Ok(ExitCode::from(2)) };
    tool.compare(args, &new, &selection)
}

fn list(selection: &Selection, args: &Args) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    if !args.ignored {
        for id in selection.ids() {
            writeln!(out, "{id}: benchmark")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
