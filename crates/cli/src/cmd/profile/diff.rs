//! `residue profile diff`

use super::args::CompareArgs;
use super::source::{self, ProfileSource};
use super::{find_sources, order, to_io};
use crate::args::format;
use crate::exit::{self, Done};
use crate::output::Output;
use anyhow::{Result, bail};
use residue_profile::Profile;
use residue_profile::diff::{Alarm, Diff, Limits, Options, Severity};
use residue_profile::show::{self, Selection};
use std::path::Path;
use std::slice;

/// Compares two profiles, and answers whether a limit is broken.
pub(super) fn diff(args: &CompareArgs) -> Result<Done> {
    if source::is_standard(&args.old) && source::is_standard(&args.new) {
        bail!("standard input is one profile: name a file for the other");
    }
    let shown = &args.shown;
    let file = shown.output.output.as_deref();
    let format = format::chosen(shown.format, file)?;
    let output = Output::to(file)?;
    output.refuse_html(format, "diff.html")?;
    let (mut old, mut new) = sides(args, file)?;
    for side in [&mut old, &mut new] {
        find_sources(side, &shown.source)?;
    }
    let diff = Diff::of(&old, &new, &limits(args))?;
    let order = order(shown.by, &[&old, &new]);
    let selection =
        Selection { order, limit: shown.top, grouping: shown.group };
    let text = shown.text(&output);
    let shown = output.write(|out| {
        show::diff(&diff, selection, format, text, out).map_err(to_io)
    });
    // Also where the reader went away: the answer is the exit code.
    tell_broken(&diff);
    exit::unless_broken_pipe(shown)?;
    if let Some(limit) = diff.untold.first().filter(|_| !diff.fails()) {
        bail!(
            "whether the limit {limit} holds is not known: functions have \
             no names; pass the binary with --symbols, or record one with \
             debug information"
        );
    }
    Ok(if diff.fails() { Done::No } else { Done::Fine })
}

/// Both sides. A binary that is passed for both names something of either.
fn sides(
    args: &CompareArgs,
    output: Option<&Path>,
) -> Result<(Profile, Profile)> {
    let (old, new) = (slice::from_ref(&args.old), slice::from_ref(&args.new));
    let mut both = ProfileSource::of(&args.part, &args.names.symbols)?;
    if args.old_symbols.is_empty() {
        let old = both.read(old, output)?;
        return Ok((old, both.one(new, output)?));
    }
    let of_old = ProfileSource::of(&args.part, &args.old_symbols)?;
    Ok((of_old.one(old, output)?, both.one(new, output)?))
}

fn limits(args: &CompareArgs) -> Options {
    let mut limits = Limits::default();
    let soft = args.soft_limit.iter().cloned().map(|limit| limit.soft());
    let all = args.limit.iter().cloned().chain(soft);
    all.for_each(|limit| limits.push(limit));
    let grouping = args.shown.group;
    Options { across: args.across.clone(), limits, grouping }
}

/// Says the gravest of the limits that are broken.
fn tell_broken(diff: &Diff<'_>) {
    let hard = |alarm: &&Alarm| alarm.severity == Severity::Hard;
    let broken = diff.alarms.iter().filter(hard);
    exit::tell_broken(broken.map(|alarm| alarm.text.as_str()));
}
