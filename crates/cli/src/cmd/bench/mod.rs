//! `residue bench`

mod args;

pub(crate) use args::BenchArgs;

use crate::exit::{self, Done};
use crate::interrupt;
use crate::progress::Progress;
use anyhow::Result;
use residue_report::bench::Bench;
use residue_report::show_bench;
use residue_runner::{Capacity, Interrupt, ScenarioProbe, Subject};
use residue_runner::{bench, environment};

/// Times every scenario under every allocator, in turns, and prints them
/// beside each other.
pub(crate) fn bench(args: &BenchArgs) -> Result<Done> {
    let subjects = args.plan().subjects()?;
    let capacity = Capacity::of_this_machine();
    subjects.iter().try_for_each(|subject| capacity.check(subject))?;
    let (format, output) = args.output.settle(args.format, "bench.md")?;
    BenchArgs::check(format)?;
    let interrupt = interrupt::listen()?;
    let mut bench = Bench::on(environment::read());
    time_all(in_turns(subjects), &mut bench, &interrupt);
    let text = output.text(None);
    let shown = output.write(|out| show_bench(&bench, format, text, out));
    exit::unless_broken_pipe(shown)?;
    Ok(tell(&bench, &interrupt))
}

/// The probes of all rounds, those of one scenario and round side by side.
fn in_turns(subjects: Vec<Subject>) -> Vec<ScenarioProbe> {
    let probes = subjects.into_iter().filter_map(|subject| match subject {
        Subject::Scenario(probe) => Some(*probe),
        Subject::External(_) => None,
    });
    let mut probes: Vec<_> = probes.collect();
    let is_beside = |one: &ScenarioProbe, other: &ScenarioProbe| {
        one.repetition == other.repetition
            && one.order.scenario == other.order.scenario
    };
    for round in probes.chunk_by_mut(is_beside) {
        bench::turns(round[0].repetition, round);
    }
    probes
}

fn time_all(
    probes: Vec<ScenarioProbe>,
    bench: &mut Bench,
    interrupt: &Interrupt,
) {
    let progress = Progress::over(probes.len());
    for probe in &probes {
        progress.begin(probe.scenario.name());
        match bench::time(probe, interrupt) {
            Some((case, round)) => bench.add(case, round),
            None => break,
        }
        progress.end();
    }
    progress.clear();
}

/// Says on standard error what went wrong.
fn tell(bench: &Bench, interrupt: &Interrupt) -> Done {
    for (case, why) in bench.failed() {
        let (scenario, variant) = (&case.scenario, case.variant());
        exit::say!("{scenario} under {variant} failed: {why}");
    }
    if interrupt.happened() {
        exit::say!("interrupted: what is shown is of the rounds before");
    }
    match interrupt.happened() || bench.failed().next().is_some() {
        true => Done::InPart,
        false => Done::Fine,
    }
}
