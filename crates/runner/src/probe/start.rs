//! What a probe does before its scenario.

use crate::probe::{ProbeOrder, START_LINE, Started};
use anyhow::{Context, Result, ensure};
use residue::{AllocatorView, Statistic, StatisticTable};
use residue_backends::{self as backends, Backend, RunningProfiler};
use residue_scenarios::{Host, Ladder, Plan, Plant, Scenario};
use std::sync::OnceLock;

/// A probe that is ready to run.
pub(crate) struct Running {
    pub(crate) scenario: &'static dyn Scenario,
    pub(crate) plan: Plan,
    pub(crate) plant: Option<Plant>,
    pub(crate) profiler: Option<RunningProfiler>,
}

impl Running {
    /// Runs the scenario, with the change that is planted, if any.
    pub(crate) fn run(&self, host: &mut dyn Host) {
        match self.plant {
            None => self.scenario.run(&self.plan, host),
            Some(plant) => plant.run(self.scenario, &self.plan, host),
        }
    }
}

/// Checks that this process is what `order` asks for, and says so.
pub(crate) fn start(order: &ProbeOrder) -> Result<Running> {
    die_with_parent()?;
    let backend = backends::current();
    ensure!(
        backend.name() == order.backend,
        "the probe runs under {}, not {}",
        backend.name(),
        order.backend,
    );
    backends::apply(&order.settings)?;
    let scenario = residue_scenarios::find(&order.scenario);
    let running = Running {
        scenario: scenario.ok_or_else(|| {
            anyhow::anyhow!("no scenario `{}`", order.scenario)
        })?,
        plan: plan(order)?,
        plant: order.plant,
        // What is recorded begins with the scenario, and not before.
        profiler: match order.recording {
            None => backends::start_profiler(),
            Some(_) => None,
        },
    };
    describe_allocator();
    introduce(backend)?;
    Ok(running)
}

/// Says a line to the parent, past any buffer. It fails where nobody listens
/// any more.
pub(crate) fn say(prefix: &str, text: &str) -> rustix::io::Result<()> {
    let line = format!("{prefix}{}\n", text.replace('\n', " "));
    say_bytes(line.as_bytes())
}

/// The same of a line that ends as one, without allocating.
pub(crate) fn say_bytes(mut rest: &[u8]) -> rustix::io::Result<()> {
    while !rest.is_empty() {
        let written = rustix::io::write(rustix::stdio::stdout(), rest)?;
        rest = &rest[written..];
    }
    Ok(())
}

/// A probe must not outlive the run that reads it.
fn die_with_parent() -> Result<()> {
    let signal = Some(rustix::process::Signal::KILL);
    rustix::process::set_parent_process_death_signal(signal)?;
    Ok(())
}

fn plan(order: &ProbeOrder) -> Result<Plan> {
    let ladder = Ladder::find(&order.ladder);
    let ladder =
        ladder.with_context(|| format!("no ladder `{}`", order.ladder))?;
    Ok(Plan { elements: order.elements, seed: order.seed, ladder })
}

fn introduce(backend: Backend) -> Result<()> {
    let started = Started {
        version: backend.version(),
        settings: backends::effective_settings(),
    };
    // A parent that died before it could take this process with it is found
    // out here.
    say(START_LINE, &serde_json::to_string(&started)?)?;
    Ok(())
}

fn describe_allocator() {
    static VIEW: OnceLock<AllocatorView> = OnceLock::new();
    residue::describe_allocator(VIEW.get_or_init(|| AllocatorView {
        usable_size: crate::allocator::usable_size,
        least_usable_size: backends::least_usable_size,
        // Scenarios mark phases with all their threads joined or parked.
        others_wait: true,
        object_header: backends::header_bytes(),
        statistics: write_statistics,
    }));
}

fn write_statistics(table: &StatisticTable) {
    let seen = backends::statistics();
    table.set(Statistic::Allocated, seen.allocated);
    table.set(Statistic::Active, seen.active);
    table.set(Statistic::Resident, seen.resident);
    table.set(Statistic::Mapped, seen.mapped);
    table.set(Statistic::Retained, seen.retained);
    table.set(Statistic::Metadata, seen.metadata);
    table.set(Statistic::MetadataResident, seen.metadata_resident);
    table.set(Statistic::Dirty, seen.dirty);
    table.set(Statistic::Muzzy, seen.muzzy);
    table.set(Statistic::ThreadCaches, seen.cached_by_threads);
    table.set(Statistic::Committed, seen.committed);
}
