//! What a scenario runs against in a probe.

use crate::probe::{FIGURE_LINE, ProbeOrder, start};
use residue::Container;
use residue_scenarios::{Holding, Host};
use rustix::time::{ClockId, clock_gettime};
use std::io::Write;
use std::time::{Duration, Instant};

/// Bytes of a line that says a figure, at most.
const LINE: usize = 128;

/// Between two steps of a program under light load.
const PAUSE: Duration = Duration::from_millis(1);

/// Connects a scenario to the tracker and the backend.
pub(crate) struct ProbeHost {
    containers: Vec<(&'static str, Container)>,
    settle: Duration,
    processor: ProcessorClock,
}

/// The processor time that the scenario took, without that of its phases.
#[derive(Default)]
struct ProcessorClock {
    before: Duration,
    since: Duration,
    /// Whether the scenario told a figure since its last phase: what is told
    /// has a price.
    is_asked: bool,
}

impl ProcessorClock {
    fn now() -> Duration {
        let now = clock_gettime(ClockId::ProcessCPUTime);
        Duration::try_from(now).unwrap_or_default()
    }

    /// The time so far.
    fn stop(&mut self) -> Duration {
        self.before += Self::now().saturating_sub(self.since);
        self.before
    }

    fn go_on(&mut self) {
        self.since = Self::now();
    }
}

impl ProbeHost {
    /// The host for `order`. All it will ever allocate it allocates here,
    /// before the first phase.
    pub(crate) fn of(order: &ProbeOrder) -> ProbeHost {
        let names = residue_scenarios::find(&order.scenario)
            .map_or(&[][..], |scenario| scenario.containers());
        let named = |&name| (name, Container::new(name));
        let host = ProbeHost {
            containers: names.iter().map(named).collect(),
            settle: Duration::from_nanos(order.settle_ns),
            processor: ProcessorClock::default(),
        };
        for (_, container) in &host.containers {
            // Takes the address space of the owner map before the baseline.
            drop(container.enter());
        }
        host
    }

    fn container(&self, name: &str) -> &Container {
        let found = self.containers.iter().find(|(known, _)| *known == name);
        // A scenario that is tagged as nothing would show slack as other.
        let (_, container) = found.expect("a scenario declares its containers");
        container
    }
}

impl Host for ProbeHost {
    fn within(&mut self, container: &'static str, work: &mut dyn FnMut()) {
        let _scope = self.container(container).enter();
        work();
    }

    fn declare(&mut self, holding: Holding) {
        self.container(holding.container).hold(residue::Holding {
            payload: holding.payload,
            elements: holding.elements,
            capacity: holding.capacity,
        });
    }

    fn tell(&mut self, figure: &'static str, value: u64) {
        self.processor.is_asked = true;
        say_figure(figure, value);
    }

    fn mark(&mut self, phase: &'static str) {
        let time = self.processor.stop();
        if std::mem::take(&mut self.processor.is_asked) {
            say_figure("processor_ns", time.as_nanos() as u64);
        }
        residue::mark(phase);
        self.processor.go_on();
    }

    fn settle(&mut self) {
        std::thread::sleep(self.settle);
    }

    fn work(&mut self, step: &mut dyn FnMut()) {
        // By number, not until a time: the same run does the same work. One
        // that is late makes the pauses after it shorter.
        let pauses = self.settle.as_nanos() / PAUSE.as_nanos();
        let begun = Instant::now();
        step();
        for number in 1..=u32::try_from(pauses).unwrap_or(u32::MAX) {
            let due = begun + PAUSE * number;
            let left = due.saturating_duration_since(Instant::now());
            std::thread::sleep(left);
            step();
        }
    }

    fn collect(&mut self) {
        residue_backends::purge();
    }

    fn purge(&mut self) {
        residue_backends::keep_nothing();
    }
}

/// Says a figure of the phase that comes next.
fn say_figure(figure: &str, value: u64) {
    // On the stack: what is measured allocates nothing for it.
    let mut line = [0; LINE];
    let mut rest = &mut line[..];
    // One that is too long is left out, as a parent that is gone is.
    if writeln!(rest, "{FIGURE_LINE}{figure}={value}").is_ok() {
        let left = rest.len();
        let _ = start::say_bytes(&line[..LINE - left]);
    }
}
