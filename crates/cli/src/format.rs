//! Output to standard output.

use crate::args::Format;
use anyhow::Result;
use residue_report::Run;
use std::io::{self, IsTerminal, Write};

/// Prints `run` to standard output.
pub(crate) fn print(run: &Run, format: Format) -> Result<()> {
    let mut out = io::stdout().lock();
    match format {
        Format::Json => out.write_all(run.to_json_pretty().as_bytes())?,
        Format::Terminal => {
            let colour = out.is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
            let width = width_of_terminal();
            let options = residue_report::terminal::Options { width, colour };
            residue_report::terminal::render(run, options, &mut out)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn width_of_terminal() -> Option<u16> {
    let out = io::stdout();
    let size = rustix::termios::tcgetwinsize(&out).ok()?;
    Some(size.ws_col).filter(|&columns| columns > 0)
}
