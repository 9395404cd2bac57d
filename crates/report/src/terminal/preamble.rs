//! What stands above all tables.

use std::io::{self, Write};

use super::style::Page;
use crate::preamble::{LEGEND, circumstances};
use crate::run::Run;

pub(super) fn write<W: Write>(
    run: &Run,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    for line in circumstances(run) {
        page.note("", &line)?;
    }
    if !run.probes.is_empty() {
        page.note("", LEGEND)?;
    }
    Ok(())
}
