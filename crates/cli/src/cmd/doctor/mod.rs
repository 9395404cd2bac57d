//! `residue doctor`

mod args;
mod process;
mod subject;

pub(crate) use args::DoctorArgs;

use self::process::{View, processes};
use self::subject::Subject;
use crate::bounds;
use crate::exit::{self, Done};
use crate::output;
use crate::progress;
use anyhow::Result;
use residue_report::doctor::{Examination, Judged, Patient};
use residue_report::show_doctor;
use residue_runner::{Asked, stored};
use std::path::Path;

/// Says who is to blame for what is resident, and what gives it back.
pub(crate) fn doctor(args: &DoctorArgs) -> Result<Done> {
    match Subject::of(args)? {
        Subject::Run(file) => run(&file, args),
        Subject::Kept(file) => kept(&file, args),
        Subject::Processes(pids) => processes(&pids, Asked::ByNumber, args),
        Subject::Found(pids) => processes(&pids, Asked::Found, args),
    }
}

/// Of a program of which something was kept when it died.
fn kept(source: &Path, args: &DoctorArgs) -> Result<Done> {
    let file = args.output.output.as_deref();
    output::refuse_to_replace("kept file", source, file)?;
    let view = View::of(args)?;
    let examined = [Examination::of_kept(&residue_runner::kept::read(source)?)];
    exit::unless_broken_pipe(view.show(&examined, false))?;
    Ok(view.answer(&examined))
}

/// Of each probe of a stored run.
fn run(source: &Path, args: &DoctorArgs) -> Result<Done> {
    let file = args.output.output.as_deref();
    output::refuse_to_replace("run", source, file)?;
    let (format, output) = args.output.settle(args.format, "doctor.html")?;
    let stored =
        stored::whole(source, &mut args.filter.filter()?, &progress::reading)?;
    let patients: Vec<_> = stored.run.probes.iter().map(Patient::of).collect();
    let text = output.text(args.width);
    output.write(|out| {
        show_doctor(&patients, &args.fail_on, format, text, out)
    })?;
    let judged: Vec<_> = patients.iter().map(Judged::of_probe).collect();
    Ok(bounds::answer(&judged, &args.fail_on))
}
