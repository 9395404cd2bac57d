//! `residue profile diff`

use super::args::CompareArgs;
use super::{order, source, to_io};
use crate::args::format;
use crate::exit::{self, Done};
use crate::output::Output;
use anyhow::{Result, bail};
use residue_profile::diff::{Alarm, Diff, Limits, Options, Severity};
use residue_profile::show::{self, Selection};
use std::path::PathBuf;
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
    let read =
        |side: &PathBuf| source::read(slice::from_ref(side), &args.part, file);
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let diff = Diff::of(&old, &new, &limits(args))?;
    let order = order(shown.by, &[&old, &new]);
    let selection =
        Selection { order, limit: shown.top, grouping: shown.group };
    let text = output.text(shown.width);
    let shown = output.write(|out| {
        show::diff(&diff, selection, format, text, out).map_err(to_io)
    });
    // Also where the reader went away: the answer is the exit code.
    tell_broken(&diff);
    exit::unless_broken_pipe(shown)?;
    if let Some(limit) = diff.untold.first().filter(|_| !diff.fails()) {
        bail!(
            "whether the limit {limit} holds is not known: functions have \
             no names; record a program with debug information"
        );
    }
    Ok(if diff.fails() { Done::No } else { Done::Fine })
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
