//! Ctrl-C: what was measured so far is kept.

use anyhow::{Context, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the user asked to stop.
#[derive(Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Takes interrupt, terminate and hang-up from now on.
    pub(crate) fn listen() -> Result<Interrupt> {
        let happened = Arc::new(AtomicBool::new(false));
        let set = Arc::clone(&happened);
        ctrlc::set_handler(move || set.store(true, Ordering::Relaxed))
            .context("could not listen for Ctrl-C")?;
        Ok(Interrupt(happened))
    }

    /// Whether the user asked to stop.
    pub(crate) fn happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
