//! What a scenario's label comes to under an allocator: whom the doctor has to
//! blame right after the peak, and for how many bytes.

use residue_report::findings::{Threshold, Verdict};
use residue_report::{Phase, Probe, Row};
use residue_scenarios::{Blocks, Expected, Scenario, find};

use crate::util::ALLOCATORS;

/// How far the bytes may be off, in hundredths.
const TOLERANCE: u64 = 2;

/// What an allocator has for itself beside what is freed: a page of objects
/// of a size that is begun, thread caches.
const ASIDE: u64 = 192 * 1024;

/// Elements of what frees when it suits it, at least: the few objects that it
/// has not freed yet lie among the others, and pin some pages.
const MANY: u64 = 136_000;

/// A verdict that is due, and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) verdict: Verdict,
    pub(crate) bytes: u64,
}

impl Due {
    /// What is due of `probe`, where `expected` stands on its label.
    ///
    /// Beside what was freed, an allocator keeps what it had free at the peak,
    /// and beside what is lost the tables that it had then. How much that is no
    /// scenario can know, and it is read from the run; glibc has its tables in
    /// the objects, of which the label knows.
    pub(crate) fn of(probe: &Probe, expected: Expected) -> Due {
        let mut due = by_label(&probe.backend, probe.elements, expected);
        if expected == Expected::Emptied {
            due.bytes = lived(probe, 0) - lived(probe, 1);
        }
        due.bytes += match due.verdict {
            Verdict::AllocatorCached => {
                risen(probe, &[Row::Cached, Row::Fragmentation])
            }
            Verdict::AllocatorFragmentation if probe.backend != "system" => {
                risen(probe, &[Row::Metadata])
            }
            _ => 0,
        };
        due.unless_small()
    }

    /// So little is nobody's fault.
    fn unless_small(self) -> Due {
        let is_small = self.bytes < Threshold::of(self.verdict).bytes;
        let nobody = Due { verdict: Verdict::Released, bytes: 0 };
        if is_small { nobody } else { self }
    }

    /// By how much what is said may be off.
    pub(crate) fn room(self) -> u64 {
        self.bytes * TOLERANCE / 100 + ASIDE
    }
}

/// From how many elements on, of at least `least`, there is no doubt under any
/// allocator whether what is due of `scenario` reaches the threshold.
pub(crate) fn clear_of_doubt(scenario: &dyn Scenario, least: u64) -> u64 {
    let is_near = |backend: &str, elements| {
        let expected = scenario.expected(elements).expect("it is labelled");
        let due = by_label(backend, elements, expected);
        let threshold = Threshold::of(due.verdict).bytes;
        due.bytes > 0 && due.bytes.abs_diff(threshold) <= due.room()
    };
    let is_prompt = scenario.is_deterministic();
    let least = if is_prompt { least } else { least.max(MANY) };
    let mut sizes = (least..).step_by(least as usize / 4);
    let is_clear =
        |size: &u64| !ALLOCATORS.into_iter().any(|of| is_near(of, *size));
    sizes.find(is_clear).expect("more elements, more bytes")
}

/// By the label alone, however little it is.
fn by_label(backend: &str, elements: u64, expected: Expected) -> Due {
    let (verdict, bytes) = match expected {
        Expected::Container(bytes) => (Verdict::Container, bytes),
        Expected::Freed(freed) => {
            (Verdict::AllocatorCached, slots(backend, freed))
        }
        // As many as the run shows.
        Expected::Emptied => (Verdict::AllocatorCached, 0),
        Expected::Scattered(freed) => {
            let [freed, _] = freed;
            // What is rounded up around those that stay is lost too.
            let slot = slot(backend, freed.size);
            let rounded = (elements - freed.count) * (slot - freed.size);
            let lost = freed.count * slot + rounded;
            (Verdict::AllocatorFragmentation, lost)
        }
        Expected::Live(bytes) => (Verdict::Live, bytes),
        Expected::NotHeap(bytes) => (Verdict::NotHeap, bytes),
        Expected::Nobody => (Verdict::Released, 0),
    };
    Due { verdict, bytes }
}

fn slots(backend: &str, freed: [Blocks; 2]) -> u64 {
    freed.iter().map(|of| of.count * slot(backend, of.size)).sum()
}

/// What `backend` gives an object, header included.
fn slot(backend: &str, size: u64) -> u64 {
    if backend == "system" {
        return (size + 8).next_multiple_of(16).max(32);
    }
    // Four classes to a doubling.
    let step = (size.next_power_of_two() / 8).max(16);
    size.next_multiple_of(step)
}

/// What lived so many phases after the peak, with what the allocator takes for
/// each object, as far as it is resident.
fn lived(probe: &Probe, after: usize) -> u64 {
    let rows = [Row::Payload, Row::Slack, Row::OtherLive, Row::Rounding];
    // glibc's headers. Other allocators' tables stay as they are.
    let headers = (probe.backend == "system").then_some(Row::Metadata);
    let phase = &probe.phases[peak_index(probe) + after];
    let all = rows.into_iter().chain(headers);
    all.filter_map(|row| phase.ledger.get(row)).sum()
}

fn peak_index(probe: &Probe) -> usize {
    find(&probe.scenario).expect("in the list").peak_index()
}

/// By how much `rows` had risen at the peak.
fn risen(probe: &Probe, rows: &[Row]) -> u64 {
    let sum = |phase: &Phase| {
        rows.iter().filter_map(|row| phase.ledger.get(*row)).sum::<u64>()
    };
    let peak = sum(&probe.phases[peak_index(probe)]);
    peak.saturating_sub(sum(&probe.phases[0]))
}
