//! The ledger of a small run, so that `cargo bench` also shows who holds what:
//! live, allocated and resident bytes, and no time.
//!
//! It starts `residue run` and `residue diff`, and takes criterion's flags:
//! `cargo bench -- --save-baseline main`, then `--baseline main`. Only a
//! baseline that is named can fail it; the run before is compared with, and
//! that is all. The bench itself is in the package of the binary, which cargo
//! builds for no other.

mod args;
mod selection;
mod tool;

use args::{Args, Mode};
use clap::Parser;
use selection::Selection;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use tool::Tool;

/// Runs `binary` under these `backends` in a folder beside criterion's, or else
/// beside `temporary`, as the command line says.
pub fn retention(
    binary: &Path,
    temporary: &Path,
    backends: &[&'static str],
) -> ExitCode {
    let tool = || Tool::new(binary, temporary);
    let outcome = bench(&Args::parse(), tool, backends);
    outcome.unwrap_or_else(|error| {
        // Where even that fails there is nobody left to tell.
        let _ = writeln!(io::stderr(), "error: {error:#}");
        ExitCode::from(2)
    })
}

fn bench(
    args: &Args,
    tool: impl FnOnce() -> anyhow::Result<Tool>,
    backends: &[&'static str],
) -> anyhow::Result<ExitCode> {
    let selection = Selection::of(backends, args.matcher()?);
    let mode = args.mode();
    if mode == Mode::List {
        return list(&selection, args);
    }
    if selection.is_empty() {
        // Another bench may have what was meant, as with criterion.
        return Ok(ExitCode::SUCCESS);
    }
    let tool = tool()?;
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
