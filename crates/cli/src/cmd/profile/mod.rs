//! `residue profile`

mod args;
mod diff;
mod export;
mod files;
mod record;
mod source;
mod view;

pub(crate) use args::ProfileArgs;

use crate::exit::Done;
use anyhow::Result;
use args::ProfileCommand;
use residue_profile::{Error, Figure, Profile};
use std::io;
use std::path::PathBuf;

/// Records a profile, or does something with those that there are.
pub(crate) fn profile(args: &ProfileArgs) -> Result<Done> {
    match &args.command {
        None => record::record(&args.record),
        Some(ProfileCommand::View(args)) => view::view(args),
        Some(ProfileCommand::Diff(args)) => diff::diff(args),
        Some(ProfileCommand::Export(args)) => export::export(args),
    }
}

/// What was asked for; else what was live at the peak, in all, or at the end:
/// the first of these that all of `profiles` know.
fn order(asked: Option<Figure>, profiles: &[&Profile]) -> Figure {
    let usual = [Figure::Peak, Figure::Total, Figure::End];
    let known = |of: &Figure| profiles.iter().all(|one| one.knows(*of));
    let usual = usual.into_iter().find(known).unwrap_or(Figure::Total);
    asked.unwrap_or(usual)
}

/// Finds the source of `profile`, if folders were named to look in.
fn find_sources(profile: &mut Profile, folders: &[PathBuf]) -> Result<()> {
    if !folders.is_empty() {
        profile.find_sources(folders)?;
    }
    Ok(())
}

/// What went wrong, so that a reader who closed the pipe is told from it.
fn to_io(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        error => io::Error::other(error),
    }
}
