//! `--keep`: the file that outlives the program.

use super::ExecArgs;
use anyhow::{Context, Result};
use residue_report::kept::End;
use residue_runner::{Store, kept, try_to_replace};
use std::fs;
use std::path::{Path, PathBuf};

/// The file of a run's folder in which is kept what a program held that was
/// killed.
const KEPT: &str = "kept.json";

/// Where what a program holds is kept while it runs.
pub(super) struct Keep {
    file: PathBuf,
    /// Whether it stays when the program was not killed.
    is_asked: bool,
}

/// Fails where the file that is named is something else, or cannot be written,
/// before anything runs.
pub(super) fn prepare(args: &ExecArgs) -> Result<()> {
    let Some(file) = &args.keep else { return Ok(()) };
    kept::is_there(file)?;
    try_to_replace(file).with_context(|| {
        let file = file.display();
        format!("could not write {file}; name a file that can be written")
    })
}

impl Keep {
    /// The one that is named, or a new one in the folder of the run.
    pub(super) fn of(args: &ExecArgs, store: &Store) -> Keep {
        if let Some(file) = &args.keep {
            return Keep { file: file.clone(), is_asked: true };
        }
        let ran = store.run().probes.len();
        let name = match ran {
            0 => KEPT.to_owned(),
            // By the probe that it will be.
            ran => format!("kept-{}.json", ran + 1),
        };
        Keep { file: store.folder().join(name), is_asked: false }
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// The program `name` has ended so: says where it is kept, if it is.
    pub(super) fn settle(&self, name: &str, end: &End, is_quiet: bool) {
        let is_killed = matches!(end, End::Signal { .. });
        if !is_killed && !self.is_asked {
            // One that is not there is as good.
            let _ = fs::remove_file(&self.file);
            return;
        }
        if is_killed && !is_quiet {
            crate::exit::say!("{name} {}", end.words());
        }
        if !is_quiet && self.file.exists() {
            let file = self.file.display();
            crate::exit::say!("who held its memory: residue doctor {file}");
        }
    }
}
