//! `residue diff --self`

use super::DiffArgs;
use crate::exit::{self, Done};
use crate::output::Output;
use crate::progress;
use anyhow::{Context, Result, bail};
use residue_present::Format;
use residue_report::diff::{Options, self_test};
use residue_report::show_self_test;
use residue_runner::stored::{self, SideReader};
use std::path::Path;

/// Says how many false alarms the limits would have raised in `run`, and
/// answers whether a hard one is among them.
pub(super) fn compare(
    run: &Path,
    args: &DiffArgs,
    options: &Options,
    format: Format,
    output: &Output,
) -> Result<Done> {
    let files = stored::several(run)?;
    let filter = args.filter.filter()?;
    let mut sides = SideReader::new(filter, &progress::reading);
    let side = sides.read(run, &files)?;
    sides.finish()?;
    let test =
        self_test(&side, options).with_context(|| run.display().to_string())?;
    let text = output.text(args.width);
    let shown = output.write(|out| show_self_test(&test, format, text, out));
    exit::unless_broken_pipe(shown)?;
    Ok(if test.hard == 0 { Done::Fine } else { Done::No })
}

/// Refuses the formats that only a comparison of two sides has.
pub(super) fn refuse_format(format: Format) -> Result<()> {
    match format {
        Format::Terminal | Format::Json => Ok(()),
        _ => bail!("--self prints --format terminal or json"),
    }
}
