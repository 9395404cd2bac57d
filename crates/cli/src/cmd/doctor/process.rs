//! Of running processes, once or again and again.

use super::args::DoctorArgs;
use super::bounds;
use crate::args::format;
use crate::exit::{self, Done};
use crate::interrupt;
use crate::output::Output;
use anyhow::{Result, bail};
use residue_observer::{Error, Stop};
use residue_present::{Format, counted};
use residue_report::doctor::{Examination, FailOn, Judged};
use residue_report::{show_examined, show_examined_briefly, show_moved};
use residue_runner::stored::{self, Name};
use residue_runner::{Patient, Store, environment};
use std::time::{Duration, Instant};

/// Whether each process that was asked for must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// It was named.
    ByNumber,
    /// It was found, and may be gone or not be ours to read.
    Found,
}

/// Examines `pids` and says who is to blame for what each has resident.
pub(super) fn processes(
    pids: &[u32],
    asked: Asked,
    args: &DoctorArgs,
) -> Result<Done> {
    let view = View::of(args)?;
    let (mut patients, unread) = find(pids, asked)?;
    let stop = if args.no_stop { Stop::No } else { Stop::Yes };
    let mut examined = examine(&mut patients, stop, asked)?;
    if examined.is_empty() {
        match unread {
            0 => bail!("the process has ended"),
            _ => bail!("{}", told(unread)),
        }
    }
    examined.sort_by_key(|of| std::cmp::Reverse(bounds::blamed(&of.diagnosis)));
    let shown = view.show(&examined, args.all);
    exit::unless_broken_pipe(shown)?;
    if unread > 0 {
        crate::say!("{}", told(unread));
    }
    let answer = match args.watch {
        Some(every) => watch(&mut patients, stop, every, &view, args)?,
        None => {
            let judged = examined.iter().map(Judged::of_process);
            bounds::answer(&judged.collect::<Vec<_>>(), &args.fail_on)
        }
    };
    if let Some(name) = &args.save {
        save(&patients, name)?;
    }
    Ok(answer)
}

/// How many of the processes that were found may not be read.
fn told(unread: usize) -> String {
    let processes = counted(unread as u64, "process");
    format!("{processes} may not be read: run as their user, or as root")
}

/// Keeps all looks as a run, by name.
fn save(patients: &[Patient], name: &Name) -> Result<()> {
    let mut store = Store::create(None, environment::read())?;
    for patient in patients {
        store.add(patient.measured())?;
    }
    let place = stored::save(store.folder(), name)?;
    crate::say!("saved as {name}, in {}", place.display());
    Ok(())
}

/// The processes that can be read, and how many others there are.
fn find(pids: &[u32], asked: Asked) -> Result<(Vec<Patient>, usize)> {
    let (mut found, mut unread) = (Vec::new(), 0);
    for &pid in pids {
        match Patient::find(pid) {
            Ok(patient) => found.push(patient),
            Err(error) if asked == Asked::ByNumber => return Err(error.into()),
            Err(Error::PermissionDenied { .. }) => unread += 1,
            // It has ended meanwhile, or is no process with memory.
            Err(_) => {}
        }
    }
    Ok((found, unread))
}

fn examine(
    patients: &mut Vec<Patient>,
    stop: Stop,
    asked: Asked,
) -> Result<Vec<Examination>> {
    let mut examined = Vec::new();
    let mut gone = Vec::new();
    for patient in patients.iter_mut() {
        match patient.examine(stop) {
            Ok(examination) => examined.push(examination),
            Err(error) if asked == Asked::ByNumber => return Err(error),
            Err(_) => gone.push(patient.pid()),
        }
    }
    patients.retain(|patient| !gone.contains(&patient.pid()));
    Ok(examined)
}

/// Looks again and again, until the user has seen enough, the process ends, or
/// a bound is broken.
fn watch(
    patients: &mut Vec<Patient>,
    stop: Stop,
    every: Duration,
    view: &View,
    args: &DoctorArgs,
) -> Result<Done> {
    let interrupt = interrupt::listen()?;
    let mut next = Instant::now() + every;
    while !patients.is_empty() {
        while Instant::now() < next {
            if interrupt.happened() {
                return Ok(Done::Fine);
            }
            let left = next.saturating_duration_since(Instant::now());
            std::thread::sleep(left.min(PATIENCE));
        }
        next += every;
        let examined = examine(patients, stop, Asked::Found)?;
        view.show_moved(&examined, patients)?;
        let judged: Vec<_> = examined.iter().map(Judged::of_process).collect();
        let answer = bounds::answer(&judged, &args.fail_on);
        if answer != Done::Fine {
            return Ok(answer);
        }
    }
    crate::say!("the process has ended");
    Ok(Done::Fine)
}

/// How long the user may have to wait when he asks to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// How and where it is shown; settled before anything is stopped.
struct View {
    format: Format,
    output: Output,
    width: Option<u16>,
    /// What is held against it.
    bounds: Vec<FailOn>,
}

impl View {
    fn of(args: &DoctorArgs) -> Result<View> {
        let file = args.output.output.as_deref();
        let format = format::chosen(args.format, file)?;
        let output = Output::to(file)?;
        output.refuse_html(format, "doctor.html")?;
        let (width, bounds) = (args.width, args.fail_on.clone());
        Ok(View { format, output, width, bounds })
    }

    fn show(&self, examined: &[Examination], briefly: bool) -> Result<()> {
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
        patients: &[Patient],
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
