//! `--limit` and `--baseline`: the run held against another.

use super::ExecArgs;
use crate::exit::Done;
use crate::progress;
use anyhow::Result;
use residue_report::diff::{Options, compare};
use residue_runner::stored::{self, Filter, SideReader};
use std::path::{Path, PathBuf};

/// The run that others are held against, found before anything runs.
pub(super) struct Baseline {
    named: PathBuf,
    files: Vec<PathBuf>,
}

impl Baseline {
    /// The one that the arguments name.
    pub(super) fn of(args: &ExecArgs) -> Result<Option<Baseline>> {
        let Some(named) = &args.baseline else { return Ok(None) };
        let files = stored::several(named)?;
        Ok(Some(Baseline { named: named.clone(), files }))
    }

    /// Whether the run in `file` keeps the limits; what breaks them is said.
    pub(super) fn answer(self, file: &Path, args: &ExecArgs) -> Result<Done> {
        let all = Filter::default();
        let mut sides = SideReader::new(all, &progress::reading);
        let old = sides.read(&self.named, &self.files)?;
        let new = sides.read(file, &[file.to_owned()])?;
        let mut options = Options::default();
        options.across.extend(&args.across);
        options.limits.extend(args.limit.iter().cloned());
        let diff = compare(&old, &new, &options);
        Ok(crate::cmd::diff::answer(&diff, &args.across))
    }
}
