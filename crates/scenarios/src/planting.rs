//! A known change to a scenario: a host between it and its own host.

use std::hint::black_box;

use crate::chain::{Chain, Node};
use crate::plant::MARK;
use crate::{Holding, Host, Plan, PlantKind, Scenario, phase};

/// A known change to a scenario, to see whether it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plant {
    /// What it consists of.
    pub kind: PlantKind,
    /// How many bytes.
    pub bytes: u64,
}

impl Plant {
    /// Runs `scenario` once with the change planted. Everything else is as
    /// without it: what is planted is allocated between the phase before the
    /// peak and whatever leads to the peak, so that it lies below what the
    /// scenario allocates there and keeps none of it from being given back.
    pub fn run(
        self,
        scenario: &dyn Scenario,
        plan: &Plan,
        host: &mut dyn Host,
    ) {
        let mut planting = Planting::of(self, scenario, host);
        scenario.run(plan, &mut planting);
    }
}

/// Passes everything on, and plants at the peak. Beside what it plants it
/// allocates nothing.
struct Planting<'a> {
    plant: Plant,
    /// Whose slack is planted.
    container: Option<&'static str>,
    /// Phases yet to come before the one at the peak.
    before_peak: usize,
    /// The phases at which containers have given back their room.
    given_back: [&'static str; 3],
    /// What is planted in one piece, while it is live.
    piece: Vec<u8>,
    /// What is freed at the peak, until then.
    cells: Option<Chain>,
    host: &'a mut dyn Host,
}

impl<'a> Planting<'a> {
    fn of(
        plant: Plant,
        scenario: &dyn Scenario,
        host: &'a mut dyn Host,
    ) -> Self {
        Self {
            plant,
            container: scenario.containers().first().copied(),
            before_peak: scenario.peak_index(),
            given_back: [phase::SHRUNK, phase::REBUILT, phase::DROPPED],
            piece: Vec::new(),
            cells: None,
            host,
        }
    }

    /// On the way to the peak, before the scenario allocates anything there.
    fn plant(&mut self) {
        let bytes = self.plant.bytes;
        let piece = &mut self.piece;
        match (self.plant.kind, self.container) {
            (PlantKind::Slack, Some(container)) => {
                self.host.within(container, &mut || *piece = written(bytes));
            }
            (PlantKind::Slack, None) => {}
            (PlantKind::Cached, _) => {
                self.cells = Some(Chain::leaving(bytes));
                *piece = one_above();
            }
            (PlantKind::Live, _) => *piece = written(bytes),
        }
    }

    /// What keeps freed memory below it goes before the allocator is asked.
    fn let_go_of_the_byte(&mut self) {
        if self.plant.kind == PlantKind::Cached {
            self.piece = Vec::new();
        }
    }

    /// Makes what is planted what it has to be at `phase`.
    fn ripen(&mut self, phase: &'static str) {
        match self.plant.kind {
            PlantKind::Cached if self.before_peak == 0 => self.cells = None,
            PlantKind::Slack if self.given_back.contains(&phase) => {
                self.piece = Vec::new();
            }
            _ => {}
        }
    }
}

impl Host for Planting<'_> {
    fn within(&mut self, container: &'static str, work: &mut dyn FnMut()) {
        self.host.within(container, work);
    }

    fn declare(&mut self, holding: Holding) {
        self.host.declare(holding);
    }

    fn tell(&mut self, figure: &'static str, value: u64) {
        self.host.tell(figure, value);
    }

    fn mark(&mut self, phase: &'static str) {
        self.ripen(phase);
        self.host.mark(phase);
        if self.before_peak == 1 {
            self.plant();
        }
        self.before_peak = self.before_peak.saturating_sub(1);
    }

    fn settle(&mut self) {
        self.host.settle();
    }

    fn work(&mut self, step: &mut dyn FnMut()) {
        self.host.work(step);
    }

    fn collect(&mut self) {
        self.let_go_of_the_byte();
        self.host.collect();
    }

    fn purge(&mut self) {
        self.let_go_of_the_byte();
        self.host.purge();
    }
}

fn written(bytes: u64) -> Vec<u8> {
    let length = usize::try_from(bytes).expect("a size that fits the machine");
    // Nobody reads the bytes; without this they need not be written.
    black_box(vec![MARK; length])
}

/// One byte that lies where one more cell would, above the others: it is
/// allocated as large as a cell, and glibc shrinks it where it is.
fn one_above() -> Vec<u8> {
    let mut one = Vec::with_capacity(size_of::<Node>());
    one.push(MARK);
    one.shrink_to_fit();
    black_box(one)
}
