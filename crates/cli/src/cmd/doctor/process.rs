//! Of running processes, once or again and again.

use super::args::DoctorArgs;
use crate::bounds;
use crate::exit::{self, Done};
use crate::interrupt;
use crate::kept;
use crate::output::Output;
use anyhow::{Result, bail};
use residue_observer::Stop;
use residue_present::{Format, counted};
use residue_report::doctor::{Examination, FailOn, Judged};
use residue_report::{show_examined, show_examined_briefly, show_moved};
use residue_runner::{Asked, Patient, Patients};
use std::time::Duration;

/// Examines `pids` and says who is to blame for what each has resident.
pub(super) fn processes(
    pids: &[u32],
    asked: Asked,
    args: &DoctorArgs,
) -> Result<Done> {
    let view = View::of(args)?;
    let mut patients = Patients::find(pids, asked)?;
    let stop = if args.no_stop { Stop::No } else { Stop::Yes };
    let mut examined = patients.examine(stop, asked)?;
    let unread = patients.unread();
    if examined.is_empty() {
        match unread {
            0 => bail!("the process has ended"),
            _ => bail!("{}", told(unread)),
        }
    }
    examined.sort_by_key(|of| std::cmp::Reverse(of.diagnosis.blamed()));
    let shown = view.show(&examined, args.all);
    exit::unless_broken_pipe(shown)?;
    if unread > 0 {
        crate::exit::say!("{}", told(unread));
    }
    let answer = match args.watch {
        Some(every) => watch(&mut patients, stop, every, &view)?,
        None => view.answer(&examined),
    };
    if let Some(name) = &args.save {
        kept::save(&patients.store()?, name)?;
    }
    Ok(answer)
}

/// How many of the processes that were found may not be read.
fn told(unread: usize) -> String {
    let processes = counted(unread as u64, "process");
    format!("{processes} may not be read: run as their user, or as root")
}

/// Looks again and again, until the user has seen enough, the process ends, or
/// a bound is broken.
fn watch(
    patients: &mut Patients,
    stop: Stop,
    every: Duration,
    view: &View,
) -> Result<Done> {
    let interrupt = interrupt::listen()?;
    let broken =
        patients.watch(stop, every, &interrupt, |seen, examined| {
            view.show_moved(examined, seen)?;
            let answer = view.answer(examined);
            Ok((answer != Done::Fine).then_some(answer))
        })?;
    if patients.is_empty() {
        crate::exit::say!("the process has ended");
    }
    Ok(broken.unwrap_or(Done::Fine))
}

/// How and where it is shown; settled before anything is stopped.
pub(super) struct View {
    format: Format,
    output: Output,
    width: Option<u16>,
    /// What is held against it.
    bounds: Vec<FailOn>,
}

impl View {
    pub(super) fn of(args: &DoctorArgs) -> Result<View> {
        let (format, output) =
            args.output.settle(args.format, "doctor.html")?;
        let (width, bounds) = (args.width, args.fail_on.clone());
        Ok(View { format, output, width, bounds })
    }

    /// What the bounds come to.
    pub(super) fn answer(&self, examined: &[Examination]) -> Done {
        let judged: Vec<_> = examined.iter().map(Judged::of_process).collect();
        bounds::answer(&judged, &self.bounds)
    }

    pub(super) fn show(
        &self,
        examined: &[Examination],
        briefly: bool,
    ) -> Result<()> {
        let text = self.output.text(self.width);
        self.output.write(|out| match briefly {
            true => show_examined_briefly(
                examined,
                &self.bounds,
                self.format,
                text,
                out,
            ),
            false => {
                show_examined(examined, &self.bounds, self.format, text, out)
            }
        })
    }

    fn show_moved(
        &self,
        examined: &[Examination],
        patients: &Patients,
    ) -> Result<()> {
        let text = self.output.text(self.width);
        let looks = patients.iter().map(Patient::looks);
        let moved: Vec<_> = examined.iter().zip(looks).collect();
        let shown = self.output.write(|out| {
            show_moved(&moved, &self.bounds, self.format, text, out)
        });
        exit::unless_broken_pipe(shown)
    }
}
