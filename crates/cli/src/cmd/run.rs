//! `residue run`

use crate::args::RunArgs;
use crate::exit::{self, Done};
use crate::run::{
    Capacity, Interrupt, Job, Progress, Store, environment, measure, plan,
};
use crate::{format, select};
use anyhow::Result;
use residue_report::{Outcome, Probe, Run};

/// Runs every probe in a fresh process, stores each as it ends, and prints
/// them all.
pub(crate) fn run(args: &RunArgs) -> Result<Done> {
    let scenarios = select::scenarios(&args.scenario)?;
    let backends = select::backends(&args.backend)?;
    let jobs = plan::jobs(args, &scenarios, &backends)?;
    let capacity = Capacity::of_this_machine();
    jobs.iter().try_for_each(|job| capacity.check(job))?;
    let interrupt = Interrupt::listen()?;
    let mut store = Store::create(args.out.as_deref(), environment::read())?;
    measure_all(&jobs, &mut store, &interrupt)?;
    let printed = format::print(store.run(), args.format);
    // Also where the reader went away: what failed shows in the exit code.
    let done = tell(&jobs, &store, &interrupt);
    exit::unless_broken_pipe(printed)?;
    Ok(done)
}

fn measure_all(
    jobs: &[Job],
    store: &mut Store,
    interrupt: &Interrupt,
) -> Result<()> {
    let progress = Progress::over(jobs.len());
    for job in jobs {
        progress.begin(&job.title());
        let probe = measure::measure(job, interrupt);
        // One that was just done is kept.
        if probe.completed() || !interrupt.happened() {
            store.add(probe)?;
        }
        if interrupt.happened() {
            break;
        }
        progress.end();
    }
    progress.clear();
    Ok(())
}

/// Says on standard error what went wrong, and where the run is stored.
fn tell(jobs: &[Job], store: &Store, interrupt: &Interrupt) -> Done {
    let run = store.run();
    for (probe, reason) in failed(run) {
        crate::say!(
            "{} under {} failed: {reason}",
            probe.scenario,
            probe.backend
        );
    }
    let (measured, asked) = (run.probes.len(), jobs.len());
    if interrupt.happened() {
        crate::say!("interrupted after {measured} of {asked} probes");
    }
    let file = store.file();
    crate::say!("stored in {}", file.display());
    if measured == asked && failed(run).next().is_none() {
        Done::Fine
    } else {
        Done::InPart
    }
}

fn failed(run: &Run) -> impl Iterator<Item = (&Probe, &str)> {
    run.probes.iter().filter_map(|probe| match &probe.outcome {
        Outcome::Completed => None,
        Outcome::Failed { reason } => Some((probe, reason.as_str())),
    })
}
