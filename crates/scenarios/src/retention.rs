//! The course all retention scenarios take: fill, drain, then one rung after
//! the other down to nothing.

use crate::{Holding, Host, Plan, Remedy, phase};

/// A container as the course handles it.
pub(crate) trait Container {
    /// The name its allocations are attributed to.
    fn name(&self) -> &'static str;
    /// Takes it to its peak.
    fn fill(&mut self, plan: &Plan);
    /// Removes elements one by one, as a program does; keeps the table. Must
    /// not allocate: what it needs to find the elements is computed.
    fn drain(&mut self, plan: &Plan);
    /// Tries the remedy.
    fn apply(&mut self, remedy: Remedy);
    /// Gives up everything it holds on the heap.
    fn release(&mut self);
    /// What it holds now.
    fn holding(&self) -> Holding;
}

/// The containers of a scenario, on their way through its phases.
pub(crate) struct Course<'a, 'c> {
    pub(crate) containers: &'a mut [&'c mut dyn Container],
    pub(crate) plan: &'a Plan,
    pub(crate) host: &'a mut dyn Host,
}

impl Course<'_, '_> {
    /// All phases from `baseline` to `dropped`. `at_peak` is what the program
    /// does at its peak outside its containers; what it returns lives to the
    /// end.
    pub(crate) fn run<T>(&mut self, at_peak: impl FnOnce() -> T) {
        self.mark(phase::BASELINE);
        self.fill();
        let kept = at_peak();
        self.mark(phase::FILLED);
        self.drain();
        self.mark(phase::DRAINED);
        self.rungs();
        drop(kept);
    }

    /// Takes every container to its peak.
    pub(crate) fn fill(&mut self) {
        let plan = self.plan;
        self.each(|container| container.fill(plan));
    }

    /// Removes the elements of every container.
    pub(crate) fn drain(&mut self) {
        let plan = self.plan;
        self.each(|container| container.drain(plan));
    }

    /// The phases of [`rungs`].
    pub(crate) fn rungs(&mut self) {
        let remedy = self.plan.remedy;
        self.host.settle();
        self.mark(phase::SETTLED);
        self.each(|container| container.apply(remedy));
        self.mark(remedy.phase());
        self.host.collect();
        self.mark(phase::COLLECTED);
        self.each(|container| container.release());
        self.mark(phase::DROPPED);
    }

    /// Declares every container, then marks the phase.
    pub(crate) fn mark(&mut self, phase: &'static str) {
        for container in self.containers.iter() {
            self.host.declare(container.holding());
        }
        self.host.mark(phase);
    }

    fn each(&mut self, mut work: impl FnMut(&mut dyn Container)) {
        for container in self.containers.iter_mut() {
            let name = container.name();
            self.host.within(name, &mut || work(&mut **container));
        }
    }
}

/// The phases of [`Course::run`], in order.
pub(crate) fn phases(remedy: Remedy) -> Vec<&'static str> {
    [phase::BASELINE, phase::FILLED, phase::DRAINED]
        .into_iter()
        .chain(rungs(remedy))
        .collect()
}

/// The phases of [`Course::rungs`], in order.
pub(crate) fn rungs(remedy: Remedy) -> [&'static str; 4] {
    [phase::SETTLED, remedy.phase(), phase::COLLECTED, phase::DROPPED]
}
