//! Several processes that run already, looked at together.

use crate::{Interrupt, Patient, Store, environment};
use anyhow::Result;
use residue_observer::{Error, Stop};
use residue_report::doctor::Examination;
use std::thread;
use std::time::{Duration, Instant};

/// Whether each process that was asked for must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It was named.
    ByNumber,
    /// It was found, and may be gone or not be ours to read.
    Found,
}

/// Processes that are looked at, as often as asked.
#[derive(Debug)]
pub struct Patients {
    patients: Vec<Patient>,
    unread: usize,
}

/// How long the user may have to wait when he asks to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// Processes whose maps there is room for at a time, if all have a tracker.
const FEW: usize = 2;

impl Patients {
    /// Finds the processes `pids`, and their allocators.
    ///
    /// # Errors
    ///
    /// Where one that was named is not there, or may not be read.
    pub fn find(pids: &[u32], asked: Asked) -> Result<Patients> {
        let (mut patients, mut unread) = (Vec::new(), 0);
        for &pid in pids {
            match Patient::find(pid) {
                Ok(patient) => patients.push(patient),
                Err(error) if asked == Asked::ByNumber => {
                    return Err(error.into());
                }
                Err(Error::PermissionDenied { .. }) => unread += 1,
                // It has ended meanwhile, or is no process with memory.
                Err(_) => {}
            }
        }
        Ok(Patients { patients, unread })
    }

    /// How many of those that were found may not be read.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// Whether all have ended.
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    /// Those that are left, in the order of what [`examine`](Self::examine)
    /// answered last.
    pub fn iter(&self) -> impl Iterator<Item = &Patient> {
        self.patients.iter()
    }

    /// Looks at each once more; one that has ended is left out from now on.
    ///
    /// # Errors
    ///
    /// Where one that was named could not be looked at.
    pub fn examine(
        &mut self,
        stop: Stop,
        asked: Asked,
    ) -> Result<Vec<Examination>> {
        let mut examined = Vec::new();
        let mut gone = Vec::new();
        let are_many = self.patients.len() > FEW;
        for patient in &mut self.patients {
            let seen = patient.examine(stop);
            if are_many {
                patient.unmap();
            }
            match seen {
                Ok(examination) => examined.push(examination),
                Err(error) if asked == Asked::ByNumber => return Err(error),
                Err(_) => gone.push(patient.pid()),
            }
        }
        self.patients.retain(|patient| !gone.contains(&patient.pid()));
        Ok(examined)
    }

    /// Looks at them every so often, and tells `on_look` of each time, until
    /// that answers something, the user interrupts, or all have ended.
    pub fn watch<T>(
        &mut self,
        stop: Stop,
        every: Duration,
        interrupt: &Interrupt,
        mut on_look: impl FnMut(&Patients, &[Examination]) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        let mut next = Instant::now() + every;
        while !self.is_empty() {
            while Instant::now() < next {
                if interrupt.happened() {
                    return Ok(None);
                }
                let left = next.saturating_duration_since(Instant::now());
                thread::sleep(left.min(PATIENCE));
            }
            next += every;
            let examined = self.examine(stop, Asked::Found)?;
            if let Some(answer) = on_look(self, &examined)? {
                return Ok(Some(answer));
            }
        }
        Ok(None)
    }

    /// Keeps all looks so far as a run, a probe for each process.
    pub fn store(&self) -> Result<Store> {
        let mut store = Store::create(None, environment::read())?;
        for patient in self.iter() {
            store.add(patient.measured())?;
        }
        Ok(store)
    }
}
