//! `residue generate`, for `scripts/install`.

mod completions;
mod manual;

use crate::exit::Done;
use anyhow::{Context, Result};
use clap::{Args, Command};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  residue generate ~/.local
      Beside ~/.local/bin/residue, where `cargo install` has put none of it.";

/// The arguments of `residue generate`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct GenerateArgs {
    /// Folder under which share/ and lib/ are made
    prefix: PathBuf,
}

/// A file of an installation: where it is under the prefix, and what is in it.
type Installed = (String, Vec<u8>);

/// Writes what an installation has beside the binary, and prints the names of
/// the files.
pub(crate) fn generate(args: &GenerateArgs, command: Command) -> Result<Done> {
    let mut files = manual::pages(command.clone())?;
    files.extend(completions::of_all_shells(&command));
    files.extend(library());
    let mut out = io::stdout().lock();
    for (name, bytes) in files {
        let path = args.prefix.join(name);
        write(&path, &bytes)?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(Done::Fine)
}

/// The library that `residue exec` preloads, which is else written anew by
/// each; none on systems that it is not for.
fn library() -> Option<Installed> {
    let bytes = super::exec::LIBRARY;
    let name = residue_runner::exec::Library::INSTALLED.to_owned();
    (!bytes.is_empty()).then(|| (name, bytes.to_vec()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let what = || format!("could not write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(what)?;
    }
    fs::write(path, bytes).with_context(what)
}
