//! Ctrl-C, as those who measure hear of it.

use anyhow::{Context, Result};
use residue_runner::Interrupt;

/// Takes interrupt, terminate and hang-up from now on.
pub(crate) fn listen() -> Result<Interrupt> {
    let interrupt = Interrupt::default();
    let raised = interrupt.clone();
    ctrlc::set_handler(move || raised.raise())
        .context("could not listen for Ctrl-C")?;
    Ok(interrupt)
}
