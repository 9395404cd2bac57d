//! Where the live view has its figures from: the kernel's sums between looks,
//! and a look as the doctor has it.

use residue_observer::{Error, Stop};
use residue_report::doctor::{Examination, sentences};
use residue_runner::{Patient, Running, Store, environment};
use residue_top::{Kept, Look, ProcessSums, SizeClass, Source};
use std::collections::HashMap;

/// The processes of this machine.
#[derive(Debug, Default)]
pub(super) struct Processes {
    /// Those that were looked at, each by itself as it was: by its tracker,
    /// or as if it had none.
    patients: HashMap<(u32, bool), Patient>,
    /// How each was looked at last.
    manners: HashMap<u32, bool>,
}

impl Processes {
    /// Who was looked at last of those with this number.
    fn last(&mut self, pid: u32) -> Result<&mut Patient, String> {
        let tracked = self.manners.get(&pid).copied().unwrap_or_default();
        let patient = self.patients.get_mut(&(pid, tracked));
        patient.ok_or_else(|| format!("process {pid} was not looked at"))
    }
}

impl Source for Processes {
    fn processes(&mut self) -> Result<Vec<ProcessSums>, String> {
        let all = Running::all();
        let all =
            all.map_err(|error| format!("could not read /proc: {error}"))?;
        Ok(all.into_iter().map(sums).collect())
    }

    fn sums(&mut self, pid: u32) -> Result<ProcessSums, String> {
        let running = Running::of(pid);
        running.map(sums).ok_or_else(|| format!("process {pid} has ended"))
    }

    fn look(&mut self, pid: u32, tracked: bool) -> Result<Look, String> {
        let patient = match self.patients.remove(&(pid, tracked)) {
            Some(patient) => patient,
            None => find(pid, tracked).map_err(|error| error.to_string())?,
        };
        self.manners.insert(pid, tracked);
        // One is looked at at a time.
        self.patients.values_mut().for_each(Patient::unmap);
        let patient = self.patients.entry((pid, tracked)).or_insert(patient);
        match patient.examine(Stop::Yes) {
            Ok(examination) => Ok(look(&examination)),
            Err(error) => {
                // Its number may have a new bearer by the next look.
                self.patients.remove(&(pid, tracked));
                Err(format!("{error:#}"))
            }
        }
    }

    fn mark(&mut self, pid: u32) -> Kept {
        let mark = self.last(pid)?.mark().ok_or("it was not looked at")?;
        let own = format!("this look is {mark}: w stores it with all others");
        // Mostly nobody else watches the process.
        Ok(match residue_runner::mark(pid, mark) {
            Ok(watcher) => format!("{own}; {watcher}"),
            Err(_) => own,
        })
    }

    fn save(&mut self, pid: u32) -> Kept {
        let patient = self.last(pid)?;
        let stored = || {
            let mut store = Store::create(None, environment::read())?;
            store.add(patient.measured())?;
            anyhow::Ok(store.folder().display().to_string())
        };
        let folder = stored().map_err(|error| format!("{error:#}"))?;
        Ok(format!("stored in {folder}: `residue report {folder}` shows it"))
    }
}

fn find(pid: u32, tracked: bool) -> Result<Patient, Error> {
    let patient = Patient::find(pid)?;
    Ok(if tracked { patient } else { patient.from_outside() })
}

fn sums(running: Running) -> ProcessSums {
    let Running { pid, name, anonymous, file, shared, swapped } = running;
    ProcessSums { pid, name, anonymous, file, shared, swapped }
}

fn look(of: &Examination) -> Look {
    let allocator = &of.allocator;
    let classes = of.live.iter().flat_map(|live| &live.by_size);
    let sizes = classes
        .map(|class| SizeClass { size: class.size, objects: class.objects });
    Look {
        ledger: of.diagnosis.ledger,
        resident: of.diagnosis.resident,
        allocator: match allocator.name.as_str() {
            "" => "no known allocator".to_owned(),
            name => format!("{name} {}", allocator.version),
        },
        tracked: of.counted.is_some(),
        verdict: of.diagnosis.verdict().name().to_owned(),
        reading: sentences(&of.diagnosis),
        sizes: sizes.collect(),
        stopped_ns: of.diagnosis.stopped_ns,
        absent: of.notes.clone(),
    }
}
