//! Hosts that take notes.

use residue_scenarios::{Holding, Host, Ladder, Plan};

/// One thing a scenario told its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    Within(&'static str),
    Declared(Holding),
    Marked(&'static str),
    Settled,
    Collected,
    Purged,
}

/// Writes down everything, and at each mark one more figure: whatever
/// `reading` gives, before anything is written down.
pub(crate) struct Recorder<R> {
    pub(crate) notes: Vec<Note>,
    pub(crate) readings: Vec<(&'static str, u64)>,
    reading: R,
}

impl<R: FnMut() -> u64> Recorder<R> {
    /// Room for all notes is made here: during the run it allocates nothing.
    pub(crate) fn new(reading: R) -> Self {
        Self {
            notes: Vec::with_capacity(512),
            readings: Vec::with_capacity(32),
            reading,
        }
    }
}

impl<R: FnMut() -> u64> Host for Recorder<R> {
    fn within(&mut self, container: &'static str, work: &mut dyn FnMut()) {
        self.notes.push(Note::Within(container));
        work();
    }

    fn declare(&mut self, holding: Holding) {
        self.notes.push(Note::Declared(holding));
    }

    fn mark(&mut self, phase: &'static str) {
        self.readings.push((phase, (self.reading)()));
        self.notes.push(Note::Marked(phase));
    }

    fn settle(&mut self) {
        self.notes.push(Note::Settled);
    }

    fn collect(&mut self) {
        self.notes.push(Note::Collected);
    }

    fn purge(&mut self) {
        self.notes.push(Note::Purged);
    }
}

/// A plan that shrinks.
pub(crate) fn plan(elements: u64) -> Plan {
    Plan { elements, seed: 42, ladder: Ladder::Shrink }
}
