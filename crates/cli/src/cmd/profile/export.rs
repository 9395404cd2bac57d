//! `residue profile export`

use super::args::ExportArgs;
use super::source::ProfileSource;
use super::{order, to_io};
use crate::exit::Done;
use crate::output::Output;
use anyhow::{Result, bail};

/// Writes a profile in another tool's format.
pub(super) fn export(args: &ExportArgs) -> Result<Done> {
    let (format, file) = (args.format, args.output.as_deref());
    let output = Output::to(file)?;
    if format.is_binary() && output.is_terminal() {
        let (name, extension) = (format.name(), format.extension());
        bail!("{name} is not text: pass -o heap.{extension}");
    }
    let profile = ProfileSource::of(&args.part, &args.names.symbols)?
        .one(&args.files, file)?;
    let order = order(args.by, &[&profile]);
    output.write(|mut out| {
        format.write(&profile, order, &mut out).map_err(to_io)
    })?;
    Ok(Done::Fine)
}
