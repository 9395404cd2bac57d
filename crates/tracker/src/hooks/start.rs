//! How tracking starts: with the first operation of a process.

use super::fork;
use crate::mapped::Control;
use crate::process::{self, is_text};
use crate::{keeper, sys, thread};
use residue_segment::MAGIC;
use std::ffi::CStr;
use std::sync::atomic::Ordering::Release;

/// Environment variable that switches tracking `on` or `off`.
/// [`Tracking::new`](crate::Tracking::new) tracks unless it is `off`,
/// [`Tracking::opt_in`](crate::Tracking::opt_in) only where it is `on`.
pub const SWITCH_VARIABLE: &str = "RESIDUE";

const SWITCH_NAME: &CStr = c"RESIDUE";
const _: () = assert!(is_text(SWITCH_NAME, SWITCH_VARIABLE));

/// Whether a process is tracked where [`SWITCH_VARIABLE`] says neither `on`
/// nor `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activation {
    /// It is tracked.
    Automatic,
    /// It is not.
    OnRequest,
}

/// The control region; the first caller of the process sets it up.
pub(crate) fn start(activation: Activation) -> Option<Control> {
    let mut is_first = false;
    let control = process::control_or(|| {
        is_first = is_on(activation) && set_up();
        is_first
    });
    // Only now: whoever waits for the outcome would wait for this, too.
    if is_first {
        keeper::start();
    }
    control
}

fn is_on(activation: Activation) -> bool {
    match sys::environment(SWITCH_NAME).map(CStr::to_bytes) {
        Some(b"on") => true,
        Some(b"off") => false,
        _ => activation == Activation::Automatic,
    }
}

/// Whether there is a segment now.
fn set_up() -> bool {
    let Ok(control) = process::make_segment() else { return false };
    sys::at_thread_end(thread::end);
    fork::detach_children();
    control.header().magic.store(MAGIC, Release);
    true
}
