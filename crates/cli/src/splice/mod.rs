//! Tables of a run, in a file that people write: what stands between markers
//! is what the tool prints.

mod markers;
mod part;

use crate::exit::Done;
use crate::input::regular;
use crate::output::Output;
use anyhow::{Context, Result};
use markers::{MarkedText, Piece, pieces};
use part::MarkerArgs;
use std::path::Path;

/// Renews the parts of `target` that show the run in `source`, which the user
/// named `run`. With `check` nothing is written: the first part that is not up
/// to date is named, and the answer is no.
pub(crate) fn splice(
    run: &Path,
    source: &Path,
    target: &Path,
    check: bool,
) -> Result<Done> {
    let old = regular::text(target)?;
    let name = target.display();
    let mut new = String::with_capacity(old.len());
    for piece in pieces(&old).with_context(|| name.to_string())? {
        let region = match piece {
            Piece::Text(text) => {
                new.push_str(text);
                continue;
            }
            Piece::MarkedText(region) => region,
        };
        let line = region.line;
        let content = content(&region, source)
            .with_context(|| format!("{name}, line {line}"))?;
        if check && content != region.content {
            tell(&region, run, target);
            return Ok(Done::No);
        }
        new.extend([region.opening, &content, region.closing]);
    }
    if new != old {
        Output::to(Some(target))?.write(|out| out.write_all(new.as_bytes()))?;
    }
    Ok(Done::Fine)
}

/// What belongs into `region`, with the line ends of its file.
fn content(region: &MarkedText<'_>, source: &Path) -> Result<String> {
    let content = MarkerArgs::parse(region.args)?.of(source)?;
    markers::refuse_inside(&content)?;
    let is_crlf = region.opening.ends_with("\r\n");
    Ok(if is_crlf { content.replace('\n', "\r\n") } else { content })
}

fn tell(region: &MarkedText<'_>, run: &Path, target: &Path) {
    let (line, args) = (region.line, region.args);
    let (run, target) = (run.display(), target.display());
    crate::say!(
        "{target}, line {line}: not what `residue report {run} {args}` \
         prints; renew it by `residue report {run} --splice {target}`"
    );
}
