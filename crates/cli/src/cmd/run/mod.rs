//! `residue run`

mod args;

pub(crate) use args::RunArgs;

use crate::bounds;
use crate::exit::{self, Done};
use crate::interrupt;
use crate::kept;
use crate::output::Output;
use crate::progress::Progress;
use anyhow::Result;
use residue_present::Format;
use residue_report::doctor::{FailOn, Judged, Patient};
use residue_report::pages::PageMaps;
use residue_report::{Detail, show_run};
use residue_runner::stored::{self, Name};
use residue_runner::{
    Capacity, Interrupt, Store, Subject, environment, measure,
};

/// Runs every probe in a fresh process, stores each as it ends, and prints
/// them all.
pub(crate) fn run(args: &RunArgs) -> Result<Done> {
    let subjects = args.plan()?.subjects()?;
    let capacity = Capacity::of_this_machine();
    subjects.iter().try_for_each(|subject| capacity.check(subject))?;
    kept::prepare(args.out.as_deref(), args.force)?;
    let view = View::of(args)?;
    let interrupt = interrupt::listen()?;
    let mut store = Store::create(args.out.as_deref(), environment::read())?;
    measure_all(&subjects, &mut store, &interrupt)?;
    let shown = view.show(&store);
    // Also where the reader went away: what failed shows in the exit code.
    let done = tell(&subjects, &store, &interrupt);
    let saved = args.save.as_ref().map(|name| save(&store, name, done));
    exit::unless_broken_pipe(shown)?;
    saved.transpose()?;
    Ok(match done {
        Done::Fine => judge(&store, &args.fail_on),
        done => done,
    })
}

/// What the bounds come to, of a run that has all that was asked for.
fn judge(store: &Store, bounds: &[FailOn]) -> Done {
    let patients: Vec<_> = store.run().probes.iter().map(Patient::of).collect();
    let judged: Vec<_> = patients.iter().map(Judged::of_probe).collect();
    bounds::answer(&judged, bounds)
}

/// How the run is shown once it is done; settled before it begins.
struct View {
    format: Format,
    detail: Detail,
    output: Output,
}

impl View {
    fn of(args: &RunArgs) -> Result<View> {
        let (format, output) =
            args.output.settle(args.format, "report.html")?;
        Ok(View { format, detail: Detail::of(args.full), output })
    }

    fn show(&self, store: &Store) -> Result<()> {
        let pages = match self.format {
            Format::Html => {
                let probes = store.run().probes.len();
                stored::pages(&store.file(), probes, |_| true)?
            }
            _ => PageMaps::default(),
        };
        let (run, text) = (store.run(), self.output.text(None));
        self.output.write(|out| {
            show_run(run, &pages, self.detail, self.format, text, out)
        })
    }
}

/// Saves the run by name, if it has all that was asked for: one that lacks
/// something is nothing to compare with.
fn save(store: &Store, name: &Name, done: Done) -> Result<()> {
    if done != Done::Fine {
        crate::exit::say!("not saved as {name}: the run is not complete");
        return Ok(());
    }
    kept::save(store, name)
}

fn measure_all(
    subjects: &[Subject],
    store: &mut Store,
    interrupt: &Interrupt,
) -> Result<()> {
    let progress = Progress::over(subjects.len());
    for subject in subjects {
        progress.begin(&subject.title());
        let mut pass = |line: &str| progress.pass(line);
        let measured = measure(subject, interrupt, &mut pass);
        // One that was just done is kept.
        if measured.probe.completed() || !interrupt.happened() {
            store.add(measured)?;
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
fn tell(subjects: &[Subject], store: &Store, interrupt: &Interrupt) -> Done {
    let run = store.run();
    for (probe, reason) in run.failed() {
        crate::exit::say!(
            "{} under {} failed: {reason}",
            probe.scenario,
            probe.backend
        );
    }
    let (measured, asked) = (run.probes.len(), subjects.len());
    if interrupt.happened() {
        crate::exit::say!("interrupted after {measured} of {asked} probes");
    }
    let file = store.file();
    crate::exit::say!("stored in {}", file.display());
    if measured == asked && run.failed().next().is_none() {
        Done::Fine
    } else {
        Done::InPart
    }
}
