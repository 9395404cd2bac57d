//! `residue profile SCENARIO`

use super::args::{RecordArgs, Trim};
use super::files::Files;
use super::{order, to_io};
use crate::exit::{self, Done};
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use anyhow::{Context, Result};
use residue_backends::{Backend, Settings};
use residue_present::Format;
use residue_profile::show::{self, Selection};
use residue_profile::{Profile, export};
use residue_runner::record::{self, Ending, RecordedSubject, Recording};
use residue_runner::select;
use std::path::Path;

/// What stands for no phase at all.
const NONE: &str = "none";
/// Call sites that are shown of what was recorded.
const SHOWN: usize = 10;

/// Records the whole of a scenario, and what is still held at its phases.
/// Each profile is stored as it is done.
pub(super) fn record(args: &RecordArgs) -> Result<Done> {
    let subject = subject(args)?;
    let wants_phases = args.phase != [NONE];
    let files = Files::beside(&args.output, wants_phases)?;
    let interrupt = interrupt::listen()?;
    let recording = Recording::of(&subject, &interrupt)?;
    let progress = Progress::over(1);
    progress.begin("the whole");
    let ended = recording.record(None);
    progress.clear();
    let Ending::Profile(whole) = ended? else {
        crate::exit::say!("interrupted before any profile was recorded");
        return Ok(Done::InPart);
    };
    store(&whole, &files.of(None))?;
    let phases = match wants_phases {
        true => record::phases(&whole, &args.phase)?,
        false => Vec::new(),
    };
    let of_phases = OfPhases { recording: &recording, whole: &whole, files };
    let ended = of_phases.record(&phases)?;
    if ended.recorded < phases.len() {
        let (done, all) = (ended.recorded + 1, phases.len() + 1);
        crate::exit::say!("interrupted after {done} of {all} profiles");
        return Ok(Done::InPart);
    }
    exit::unless_broken_pipe(show(&whole))?;
    // Scenarios that differ from time to time may.
    let is_wrong = subject.is_deterministic() && !ended.differing.is_empty();
    ended.differing.iter().for_each(|text| crate::exit::say!("{text}"));
    Ok(if is_wrong { Done::InPart } else { Done::Fine })
}

/// What is recorded.
fn subject(args: &RecordArgs) -> Result<RecordedSubject> {
    let name = args.scenario.as_deref().unwrap_or_default();
    let scenario = residue_scenarios::find(name).ok_or_else(|| {
        let all = residue_scenarios::all();
        let names: Vec<_> = all.iter().map(|known| known.name()).collect();
        select::unknown("scenario", name, &names)
    })?;
    let plant = match &args.plant {
        None => None,
        Some(arg) => {
            let plant = arg.of(scenario, args.elements)?;
            Some((arg.text().to_owned(), plant))
        }
    };
    let frames = match args.trim {
        Trim::Boring => Some(args.frames.into()),
        Trim::None => None,
    };
    Ok(RecordedSubject {
        scenario,
        elements: args.elements,
        seed: args.seed,
        plant,
        frames,
        variables: Backend::Dhat.environment(&Settings::new())?,
    })
}

/// The profiles that end at a phase.
struct OfPhases<'a> {
    recording: &'a Recording<'a>,
    whole: &'a Profile,
    files: Files,
}

/// How far it came.
#[derive(Default)]
struct Recorded {
    recorded: usize,
    /// What the probe of a phase has otherwise than that of the whole.
    differing: Vec<String>,
}

impl OfPhases<'_> {
    fn record(&self, phases: &[String]) -> Result<Recorded> {
        let mut done = Recorded::default();
        let progress = Progress::over(phases.len());
        for phase in phases {
            progress.begin(phase);
            let ended = self.recording.record(Some(phase));
            let Ending::Profile(profile) = ended.with_context(|| {
                format!("the profile that ends at `{phase}`")
            })?
            else {
                break;
            };
            store(&profile, &self.files.of(Some(phase)))?;
            let differing = record::difference(self.whole, phase, &profile);
            done.differing.extend(differing);
            done.recorded += 1;
            progress.end();
        }
        progress.clear();
        Ok(done)
    }
}

fn store(profile: &Profile, file: &Path) -> Result<()> {
    let output = Output::to(Some(file))?;
    output.write(|mut out| export::dhat(profile, &mut out).map_err(to_io))?;
    crate::exit::say!("stored in {}", file.display());
    Ok(())
}

fn show(whole: &Profile) -> Result<()> {
    let output = Output::Standard;
    let order = order(None, &[whole]);
    let selection = Selection { order, limit: SHOWN, ..Selection::default() };
    let (format, text) = (Format::Terminal, output.text(None));
    output.write(|out| {
        show::profile(whole, selection, format, text, out).map_err(to_io)
    })
}
