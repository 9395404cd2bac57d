//! Where a thread counts.

use super::start::{self, Activation};
use crate::mapped::Control;
use crate::{process, thread};
use residue_segment::ThreadBlock;

/// Where a thread counts.
#[derive(Clone, Copy)]
pub(crate) enum CountingPlace {
    /// In a block of its own; then the process is tracked.
    Own(&'static ThreadBlock),
    /// In the block that threads without one share, by locked instructions.
    Shared(Control),
    /// Nowhere: the process is not tracked.
    Nowhere,
}

impl CountingPlace {
    /// Where this thread counts; its first call gives it a block, and the
    /// first call of the process starts tracking.
    #[inline(always)]
    pub(crate) fn here(activation: Activation) -> CountingPlace {
        match thread::own_block() {
            Some(block) => CountingPlace::Own(block),
            None => CountingPlace::without_block(activation),
        }
    }

    #[cold]
    #[inline(never)]
    fn without_block(activation: Activation) -> CountingPlace {
        let Some(control) = start::start(activation) else {
            return CountingPlace::Nowhere;
        };
        let block =
            if thread::is_new() { thread::register(control) } else { None };
        block.map_or(CountingPlace::Shared(control), CountingPlace::Own)
    }

    /// The control region, if the process is tracked.
    pub(crate) fn control(self) -> Option<Control> {
        match self {
            CountingPlace::Own(_) => process::control(),
            CountingPlace::Shared(control) => Some(control),
            CountingPlace::Nowhere => None,
        }
    }
}
