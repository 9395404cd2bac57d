//! The course all retention scenarios take: fill, drain, then one rung after
//! the other down to nothing.

use super::container::Step;
use super::stages::Stages;
use crate::log_line::log_line;
use crate::{Host, Ladder, Plan, Rung, phase};

/// The containers of a scenario, on their way through its phases.
pub(super) struct Course<'a, 'c> {
    pub(super) containers: &'a mut [&'c mut dyn Step],
    pub(super) stages: &'a Stages,
    pub(super) plan: &'a Plan,
    pub(super) host: &'a mut dyn Host,
}

impl Course<'_, '_> {
    /// All phases from `baseline` to `dropped`.
    pub(super) fn run(&mut self) {
        let (plan, stages) = (self.plan, self.stages);
        self.mark(phase::BASELINE);
        if let Some(opened) = stages.opened {
            self.each(|container| container.open(plan));
            self.mark(opened);
        }
        self.each(|container| container.fill(plan));
        let line =
            stages.log_line.map(|length| log_line(plan.elements, length));
        self.mark(stages.filled);
        self.each(|container| container.drain(plan));
        self.mark(stages.drained);
        for [filled, drained] in stages.again {
            self.each(|container| container.fill(plan));
            self.mark(filled);
            self.each(|container| container.drain(plan));
            self.mark(drained);
        }
        for rung in plan.ladder.rungs() {
            self.step(*rung);
            self.mark(rung.name());
        }
        drop(line);
    }

    fn step(&mut self, rung: Rung) {
        match rung {
            Rung::Settled => self.host.settle(),
            Rung::Shrunk => self.each(|container| container.shrink()),
            Rung::Rebuilt => self.each(|container| container.rebuild()),
            Rung::Collected => self.host.collect(),
            Rung::Purged => self.host.purge(),
            Rung::Dropped => self.each(|container| container.release()),
        }
    }

    /// Declares every container, then marks the phase.
    fn mark(&mut self, phase: &'static str) {
        for container in self.containers.iter() {
            self.host.declare(container.holding());
        }
        self.host.mark(phase);
    }

    fn each(&mut self, mut work: impl FnMut(&mut dyn Step)) {
        for container in self.containers.iter_mut() {
            let name = container.name();
            self.host.within(name, &mut || work(&mut **container));
        }
    }
}

/// The phases of [`Course::run`], in order.
pub(super) fn phases(stages: &Stages, ladder: Ladder) -> Vec<&'static str> {
    let again = stages.again.iter().flatten();
    [Some(phase::BASELINE), stages.opened]
        .into_iter()
        .chain([stages.filled, stages.drained].map(Some))
        .flatten()
        .chain(again.copied())
        .chain(ladder.rungs().iter().map(|rung| rung.name()))
        .collect()
}
