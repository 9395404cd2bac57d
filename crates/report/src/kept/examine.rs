//! What the doctor says of a program of which this was kept.

use super::last::{LastInstant, last};
use super::{Kept, KeptHeld, KeptLook};
use crate::doctor::{
    Diagnosis, Ended, Examination, Identity, LargeObject, LastLook, LastSample,
    LiveObjects, SizeClass,
};
use crate::findings::{Allocator, Certainty, Outside, Reading};
use crate::run::Phase;

/// What looks are called that were taken because more was held than before, or
/// because somebody came to look: that there are several is no sign of growth.
const CHANCE: [&str; 3] = ["peak", "limit", "attached"];

/// What the look is called that was taken before the program did anything: for
/// what was held then it is not to blame.
const START: &str = "start";

impl Examination {
    /// What is said of a program of which this was kept, by the rules for one
    /// that runs.
    pub fn of_kept(kept: &Kept) -> Examination {
        let last = last(kept);
        let containers = last.as_ref().map(|of| of.phase.containers.clone());
        Examination {
            pid: kept.pid,
            command: kept.command.clone(),
            counted: kept.counted,
            containers: containers.unwrap_or_default(),
            allocator: identity(kept),
            allocators: Vec::new(),
            cgroup: kept.cgroup.clone(),
            live: kept.held.as_ref().map(live),
            not_heap: Vec::new(),
            swapped: last.as_ref().and_then(|of| of.phase.swapped).unwrap_or(0),
            is_of_one_moment: false,
            proportional: None,
            page_tables: None,
            notes: kept.notes.clone(),
            ended: Some(ended(kept, last.as_ref())),
            diagnosis: diagnosis(kept, last),
        }
    }
}

fn identity(kept: &Kept) -> Identity {
    if kept.backend.is_empty() {
        return Identity::default();
    }
    Identity {
        name: kept.backend.clone(),
        version: kept.backend_version.clone(),
        found_by: "the file names it".to_owned(),
    }
}

fn diagnosis(kept: &Kept, last: Option<LastInstant>) -> Diagnosis {
    let Some(LastInstant { phase, is_carried }) = last else {
        let why = "nothing was seen of it before it ended".to_owned();
        let absent = [("resident".to_owned(), why)].into_iter().collect();
        return Diagnosis { absent, ..Diagnosis::default() };
    };
    let steps = kept.looks.iter().map(|look| &look.phase);
    let is_step =
        |of: &&Phase| !CHANCE.contains(&&*of.name) && of.name != phase.name;
    let steps = steps.filter(is_step);
    let mut looks: Vec<Phase> = steps.cloned().collect();
    looks.push(phase);
    let names = [kept.backend.as_str(), kept.backend_version.as_str()];
    let allocator = Allocator::of_names(&names);
    let outside = Outside::default();
    let reading = Reading::of_looks(&looks, allocator, Some(&outside));
    let Some(mut reading) = reading else { return Diagnosis::default() };
    let first = looks.first().filter(|_| looks.len() > 1);
    reading.start = first.filter(|of| of.name == START);
    if is_carried {
        reading.certainty = Certainty::Estimate;
    }
    Diagnosis::of(&reading)
}

fn ended(kept: &Kept, last: Option<&LastInstant>) -> Ended {
    let age = |at_ns: u64| kept.written_ns.saturating_sub(at_ns);
    let look = kept.looks.last().map(|KeptLook { at_ns, phase }| LastLook {
        name: phase.name.clone(),
        age_ns: age(*at_ns),
    });
    let is_told = kept.held.is_some() || kept.counted.is_some();
    Ended {
        end: kept.end.clone(),
        began: kept.began.clone(),
        ran_ns: kept.written_ns,
        live_ns: is_told.then(|| age(kept.held_ns)),
        look,
        sample: kept.sample.map(|of| LastSample {
            resident: of.resident,
            age_ns: age(of.at_ns),
        }),
        is_carried: last.is_some_and(|of| of.is_carried),
    }
}

fn live(held: &KeptHeld) -> LiveObjects {
    let classes = held.by_size.iter().map(|of| SizeClass {
        bytes: of.bytes,
        ..SizeClass::of(of.most, of.objects)
    });
    let largest = held.largest.iter().map(|of| LargeObject {
        address: of.address,
        size: of.size,
        resident: None,
        contents: None,
        container: of.container.clone(),
    });
    LiveObjects {
        objects: held.objects,
        bytes: held.bytes,
        by_size: SizeClass::sorted(classes),
        largest: largest.collect(),
        ..LiveObjects::default()
    }
}
