//! One probe that records, and what came of it.

use super::RecordedSubject;
use crate::Interrupt;
use crate::probe::{ERROR_LINE, RECORDED_LINE, Recorded, command};
use crate::process::{self, Heard, Process};
use anyhow::{Context, Result, anyhow, bail};
use residue_profile::{Frame, Profile};
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::process::CommandExt;
use std::path::Path;
use tempfile::TempDir;

/// What came of a probe.
pub enum Ending {
    /// Its profile.
    Profile(Box<Profile>),
    /// The user asked to stop.
    Interrupted,
}

/// Records profiles of a subject, each in a fresh process.
pub struct Recording<'a> {
    subject: &'a RecordedSubject,
    interrupt: &'a Interrupt,
    folder: TempDir,
}

impl<'a> Recording<'a> {
    /// Of `subject`, until the user asks to stop.
    pub fn of(
        subject: &'a RecordedSubject,
        interrupt: &'a Interrupt,
    ) -> Result<Recording<'a>> {
        let folder = TempDir::new().context(
            "could not make a folder for what the profiler writes; set TMPDIR \
             to one that can be written",
        )?;
        Ok(Recording { subject, interrupt, folder })
    }

    /// Records up to the phase `until`, or the whole.
    pub fn record(&self, until: Option<&str>) -> Result<Ending> {
        let file = self.folder.path().join("dhat-heap.json");
        let mut aside = tempfile::tempfile_in(self.folder.path())?;
        let recorded = self.run(until, &file, &aside);
        let recorded = match recorded {
            Ok(None) => return Ok(Ending::Interrupted),
            Ok(Some(recorded)) => recorded,
            Err(error) => return Err(said(error, &mut aside)),
        };
        let read = Profile::read(&file).context("what the profiler wrote");
        let mut profile = read.map_err(|error| said(error, &mut aside))?;
        if let Some(frames) = self.subject.frames {
            // dhat leaves most of them out, but not where it does not know
            // the function that asked.
            profile.leave_out(is_machinery);
            profile.truncate_stacks(frames);
        }
        let Recorded { phases, counted } = recorded;
        profile.set_marks(self.subject.marks(phases, counted));
        Ok(Ending::Profile(Box::new(profile)))
    }

    /// Runs the probe. `None` where the user asked to stop.
    fn run(
        &self,
        until: Option<&str>,
        file: &Path,
        aside: &File,
    ) -> Result<Option<Recorded>> {
        let order = self.subject.order(file, until);
        let mut command = command(&order, &self.subject.variables)?;
        // The profiler writes its own command into the profile, and what it
        // came to on standard error.
        command.arg0("residue").args(self.subject.command());
        command.stderr(aside.try_clone()?);
        let mut subject = Process::spawn(command)?;
        let (mut recorded, mut refusal) = (None, None);
        while let Heard::Line(_, line) =
            subject.line(self.interrupt, None, || None)
        {
            if let Some(text) = line.strip_prefix(RECORDED_LINE) {
                recorded = Some(serde_json::from_str(text)?);
            } else if let Some(text) = line.strip_prefix(ERROR_LINE) {
                refusal = Some(text.to_owned());
            }
        }
        if self.interrupt.happened() && recorded.is_none() {
            return Ok(None);
        }
        let Some(status) = subject.wait(self.interrupt, None)? else {
            return Ok(None);
        };
        if let Some(why) = refusal.or_else(|| process::failure(status)) {
            bail!(why);
        }
        recorded
            .map(Some)
            .context("the probe ended before it reported what it measured")
    }
}

/// Whether `frame` is what every allocation of a probe passes through.
fn is_machinery(frame: &Frame) -> bool {
    let function = frame.function().trim_start_matches('<');
    let of = [
        "dhat::",
        "residue_backends::",
        "residue_runner::",
        "residue::",
        "__rust",
    ];
    of.iter().any(|start| function.starts_with(start))
}

/// `error`, with what the probe said on standard error.
fn said(error: anyhow::Error, aside: &mut File) -> anyhow::Error {
    let mut text = String::new();
    let read = aside.rewind().and_then(|()| aside.read_to_string(&mut text));
    match (read, text.trim()) {
        (Err(_), _) | (_, "") => error,
        (Ok(_), text) => anyhow!("{error:#}; it said: {text}"),
    }
}
