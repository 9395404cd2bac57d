//! Phases: named points at which the process stands still and is measured.

use crate::mapped::Control;
use crate::{AllocatorView, peak, process, survey, sys, thread, view};
use residue_segment::protocol::{self, LINE_MAX};
use std::ffi::{CStr, c_int};
use std::sync::atomic::Ordering::{AcqRel, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Environment variable that an observer sets to `1`: then [`mark`] says the
/// phase on standard output and waits for a line on standard input, or both
/// over the descriptor that `RESIDUE_PROTOCOL_FD` names.
pub const OBSERVED_VARIABLE: &str = "RESIDUE_OBSERVED";

const OBSERVED_NAME: &CStr = c"RESIDUE_OBSERVED";
const DESCRIPTOR_NAME: &CStr = c"RESIDUE_PROTOCOL_FD";
const LINE_START: &[u8] = protocol::PHASE_LINE.as_bytes();

static MARKING: AtomicBool = AtomicBool::new(false);
static LEFT_AT: AtomicU64 = AtomicU64::new(0);
static SPENT_AT: AtomicU64 = AtomicU64::new(0);

/// Marks the phase `name`.
///
/// Under an observer (`residue run`) the calling thread stands still here
/// until the process has been measured; else the phase is only noted. It
/// allocates nothing, and costs a program that is not tracked nothing. White
/// space in `name` becomes `-`. In a forked child it does nothing: the
/// observer listens to its parent.
///
/// Other threads are stopped only once this one stands still. Let them wait
/// at a phase if you can: what they allocate and free meanwhile blurs it.
pub fn mark(name: &str) {
    // Nor may it wait: a thread that was at a mark is not in the child.
    if process::is_detached() || cfg!(feature = "off") {
        return;
    }
    let (arrived, spent) = (sys::monotonic_ns(), sys::processor_ns());
    while MARKING.swap(true, AcqRel) {
        sys::yield_now();
    }
    let mut line = Line::new();
    let name = line.phase(name);
    if let Some(control) = process::control() {
        note(control, name, arrived, spent);
    }
    let observed = is_observed();
    let view = if observed { view::view() } else { None };
    if let Some((control, view)) = process::control().zip(view) {
        // An allocator may touch pages of its own to answer, and the survey
        // needs room: nobody may be reading the process's mappings yet.
        (view.statistics)(&control.header().statistics);
        survey::make_room(control);
        let prepare = sys::monotonic_ns() - arrived;
        control.header().phase.prepare_ns.store(prepare, Relaxed);
    }
    // Said before the survey: the observer reads what it can meanwhile.
    let (said_on, answered_on) = channel();
    let heard = observed && sys::write_all(said_on, line.bytes());
    if let Some(control) = process::control() {
        make_ready(control, view);
    }
    if heard {
        sys::skip_line(answered_on);
    }
    if let Some(control) = process::control() {
        peak::begin_step(control);
    }
    LEFT_AT.store(sys::monotonic_ns(), Relaxed);
    SPENT_AT.store(sys::processor_ns(), Relaxed);
    MARKING.store(false, Release);
}

fn note(control: Control, name: &str, arrived: u64, spent: u64) {
    if let Some(block) = thread::own_block() {
        // What is left of the grant goes back, so that the next step's peak
        // is looked at from its first allocation on.
        peak::look(control);
        peak::settle(block);
    }
    let phase = &control.header().phase;
    // The first step begins when tracking does.
    let left_at = LEFT_AT.load(Relaxed).max(process::started_at());
    let elapsed = arrived.saturating_sub(left_at);
    phase.elapsed_ns.store(elapsed, Relaxed);
    let spent = spent.saturating_sub(SPENT_AT.load(Relaxed));
    phase.processor_ns.store(spent, Relaxed);
    phase.name.write(name);
    phase.sequence.fetch_add(1, Release);
}

/// Makes what only the process itself can tell ready to be read.
fn make_ready(control: Control, view: Option<&AllocatorView>) {
    if let Some(view) = view {
        survey::take(control, view);
    }
    let phase = &control.header().phase;
    phase.ready.store(phase.sequence.load(Relaxed), Release);
}

fn is_observed() -> bool {
    sys::environment(OBSERVED_NAME).map(CStr::to_bytes) == Some(b"1")
}

/// Where the line goes, and where the answer comes from.
fn channel() -> (c_int, c_int) {
    let named = sys::environment(DESCRIPTOR_NAME).map(CStr::to_bytes);
    match named.and_then(protocol::descriptor) {
        Some(own) => (own, own),
        None => (sys::STANDARD_OUTPUT, sys::STANDARD_INPUT),
    }
}

/// A line of the protocol, without an allocation.
struct Line {
    bytes: [u8; LINE_MAX],
    len: usize,
}

impl Line {
    fn new() -> Line {
        Line { bytes: [0; LINE_MAX], len: 0 }
    }

    /// Writes the line that says `name`; returns the name as it is said.
    fn phase(&mut self, name: &str) -> &str {
        self.push(LINE_START);
        let room = LINE_MAX - LINE_START.len() - 1;
        let name = &name[..name.floor_char_boundary(room)];
        let start = self.len;
        for byte in name.bytes() {
            let plain = byte > b' ' && byte != 0x7f;
            self.push(&[if plain { byte } else { b'-' }]);
        }
        let end = self.len;
        self.push(b"\n");
        std::str::from_utf8(&self.bytes[start..end]).unwrap_or("")
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        self.bytes[self.len..end].copy_from_slice(bytes);
        self.len = end;
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_names_of_the_descriptors_variable_are_one() {
        let name = DESCRIPTOR_NAME.to_bytes();
        assert_eq!(name, protocol::DESCRIPTOR_VARIABLE.as_bytes());
    }

    #[test]
    fn a_line_says_the_phase() {
        let mut line = Line::new();
        assert_eq!(line.phase("drained"), "drained");
        assert_eq!(line.bytes(), b"residue phase drained\n");
    }

    #[test]
    fn a_name_cannot_break_the_line() {
        let mut line = Line::new();
        assert_eq!(line.phase("after\nthe peak\u{7f}"), "after-the-peak-");
        let mut line = Line::new();
        let said = line.phase(&"ß".repeat(500)).len();
        assert!(said < LINE_MAX && line.bytes().ends_with(b"\xc3\x9f\n"));
    }
}
