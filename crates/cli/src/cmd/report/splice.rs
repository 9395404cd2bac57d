//! `residue report --splice`

use super::part::MarkerArgs;
use crate::exit::Done;
use crate::output::Output;
use anyhow::Result;
use residue_runner::regular;
use residue_runner::splice::{Spliced, splice};
use std::path::Path;

/// Renews the parts of `target` that show the run in `source`, which the user
/// named `run`. With `check` nothing is written: the first part that is not up
/// to date is named, and the answer is no.
pub(super) fn renew(
    run: &Path,
    source: &Path,
    target: &Path,
    check: bool,
) -> Result<Done> {
    let old = regular::text(target)?;
    let name = target.display().to_string();
    let content = |args: &str| MarkerArgs::parse(args)?.of(source);
    match splice(&name, &old, check, content)? {
        Spliced::Stale { line, args } => {
            let run = run.display();
            crate::exit::say!(
                "{name}, line {line}: not what `residue report {run} {args}` \
                 prints; renew it by `residue report {run} --splice {name}`"
            );
            return Ok(Done::No);
        }
        Spliced::Renewed(new) if new != old => {
            let output = Output::to(Some(target))?;
            output.write(|out| out.write_all(new.as_bytes()))?;
        }
        Spliced::Renewed(_) => {}
    }
    Ok(Done::Fine)
}
