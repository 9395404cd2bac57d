use crate::Holding;

/// What a scenario runs against.
///
/// The scenario decides when something happens, the host what it means: a
/// probe measures itself at [`mark`](Host::mark), a test only takes notes.
pub trait Host {
    /// Runs `work` once, with what it allocates on this thread attributed to
    /// the container `container`.
    fn within(&mut self, container: &'static str, work: &mut dyn FnMut());

    /// States what a container holds now. Comes right before
    /// [`mark`](Host::mark), whether or not it differs from the last time.
    fn declare(&mut self, holding: Holding);

    /// States a figure of the scenario's own at the next phase, by its name.
    /// Nothing by default.
    fn tell(&mut self, figure: &'static str, value: u64) {
        let _ = (figure, value);
    }

    /// The process stands still here and is measured. Nothing temporary is
    /// alive, and every thread that is not part of the phase has been joined.
    fn mark(&mut self, phase: &'static str);

    /// Stays idle for the settle time.
    fn settle(&mut self);

    /// Goes on with `step` for the settle time, with short pauses: a program
    /// under light load. As often each time, for as long as it takes; at least
    /// once, which is all that a host does that has no time.
    fn work(&mut self, step: &mut dyn FnMut()) {
        step();
    }

    /// Asks the allocator to give back what it can: the backend's purge.
    fn collect(&mut self);

    /// Tells the allocator to keep nothing from now on, and asks it again.
    fn purge(&mut self) {
        self.collect();
    }
}
