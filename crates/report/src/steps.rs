//! Programs of several languages beside each other, step by step: what each
//! has on its heap by its own account, what is resident, and how many elements
//! its table has room for. So one sees what gave nothing back, and why.

use crate::run::{Phase, Probe};
use crate::section::Section;
use crate::told::Told;
use residue_ledger::ContainerRow;
use residue_present::Unit;

/// More phases than these are no steps that are held beside each other.
const MOST_PHASES: usize = 12;

/// The steps of all programs of a run.
pub(crate) struct Steps<'a> {
    pub(crate) unit: Unit,
    /// The phases of all of them, in an order that agrees with each.
    pub(crate) phases: Vec<&'a str>,
    pub(crate) probes: Vec<&'a Probe>,
}

/// What is shown of a program at each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    /// What it tells; else live bytes, where it is tracked; else what its
    /// allocator set aside.
    Heap,
    /// Without what Residue keeps there.
    Resident,
    /// Elements that its table has room for.
    Slots,
}

impl Figure {
    /// All of them, in the order in which they are shown.
    pub(crate) const ALL: [Figure; 3] =
        [Figure::Heap, Figure::Resident, Figure::Slots];

    /// What its line is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Figure::Heap => "heap",
            Figure::Resident => "resident",
            Figure::Slots => "slots",
        }
    }

    /// What it is at `phase` of `probe`, where that is known.
    pub(crate) fn of(self, probe: &Probe, phase: &Phase) -> Option<u64> {
        match self {
            Figure::Heap => {
                let own = Told::Heap.of(phase).or(phase.live);
                own.or(phase.allocated)
            }
            Figure::Resident => Some(phase.net_resident()),
            Figure::Slots => {
                Told::Slots.of(phase).or_else(|| table_slots(probe, phase))
            }
        }
    }
}

impl<'a> Steps<'a> {
    /// Those of `sections`, if some program in them tells its own heap.
    pub(crate) fn of(sections: &[Section<'a>]) -> Option<Steps<'a>> {
        let entries = sections.iter().flat_map(|section| &section.entries);
        let measured = entries.filter(|entry| !entry.is_profiler());
        let probes: Vec<_> = measured.map(|entry| entry.shown()).collect();
        let tells = |probe: &&Probe| Told::Heap.is_told(probe);
        let phases = phases(&probes);
        if !probes.iter().any(tells) || phases.len() > MOST_PHASES {
            return None;
        }
        let all = probes.iter().flat_map(|probe| &probe.phases);
        let largest = all.map(|phase| phase.resident).max();
        let unit = Unit::fitting(largest.unwrap_or(0));
        Some(Steps { unit, phases, probes })
    }
}

/// The phase of this name.
pub(crate) fn named<'a>(probe: &'a Probe, name: &str) -> Option<&'a Phase> {
    probe.phases.iter().find(|phase| phase.name == name)
}

/// The names of all phases, each after the one that came before it in the
/// first program that has it.
fn phases<'a>(probes: &[&'a Probe]) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for probe in probes {
        let mut next = 0;
        for phase in &probe.phases {
            match all.iter().position(|name| *name == phase.name) {
                Some(place) => next = place + 1,
                None => {
                    all.insert(next, &phase.name);
                    next += 1;
                }
            }
        }
    }
    all
}

/// Slots of the one hash table that a probe of ours has, by the bytes of it:
/// each slot takes an element and a byte, and a group of 16 bytes follows.
/// None where its containers hold no such table, to the byte.
fn table_slots(probe: &Probe, phase: &Phase) -> Option<u64> {
    const GROUP: u64 = 16;
    let [container] = &phase.containers[..] else { return None };
    let element = *probe.element_bytes.get(&container.name)?;
    let table = table_bytes(container, element)?;
    if table == 0 {
        return Some(0);
    }
    let slots = table.checked_sub(GROUP)?.checked_div(element + 1)?;
    let is_exact = slots * (element + 1) + GROUP == table;
    (slots.is_power_of_two() && is_exact).then_some(slots)
}

/// What the container takes without what its elements own elsewhere.
fn table_bytes(container: &ContainerRow, element: u64) -> Option<u64> {
    let spare = container.live.checked_sub(container.payload)?;
    container.elements.checked_mul(element)?.checked_add(spare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Environment, Run};

    fn probe(phases: &[&str]) -> Probe {
        let phase =
            |name: &&str| Phase { name: (*name).into(), ..Phase::default() };
        Probe { phases: phases.iter().map(phase).collect(), ..Probe::default() }
    }

    #[test]
    fn each_phase_stands_after_the_one_before_it() {
        let rust = probe(&["baseline", "filled", "drained", "settled"]);
        let go = probe(&["baseline", "filled", "drained", "collected"]);
        assert_eq!(
            phases(&[&rust, &go]),
            ["baseline", "filled", "drained", "collected", "settled"]
        );
    }

    #[test]
    fn a_run_in_which_nobody_tells_his_heap_has_no_steps() {
        let steps = |told: bool| {
            let mut one = probe(&["filled"]);
            if told {
                one.phases[0].allocator.insert("heap".into(), 461 << 20);
            }
            let run = Run {
                probes: vec![one, probe(&["filled"])],
                ..Run::new(Environment::default())
            };
            Steps::of(&Section::all(&run)).map(|steps| steps.probes.len())
        };
        assert_eq!(steps(true), Some(1), "both are of one scenario");
        assert_eq!(steps(false), None);
    }

    /// 2^21 slots of a million boxes, filled and emptied; and one byte more is
    /// no such table.
    #[test]
    fn a_tables_bytes_tell_its_slots_to_the_byte() {
        let table = (1 << 21) * 17 + 16;
        let slots = |boxes: u64, elements: u64, table: u64| {
            let mut probe = probe(&["filled"]);
            probe.element_bytes.insert("map".into(), 16);
            probe.phases[0].containers.push(ContainerRow {
                name: "map".into(),
                live: table + boxes,
                payload: boxes + elements * 16,
                elements,
                ..ContainerRow::default()
            });
            table_slots(&probe, &probe.phases[0])
        };
        assert_eq!(slots(128_000_000, 1_000_000, table), Some(1 << 21));
        assert_eq!(slots(0, 0, table), Some(1 << 21));
        assert_eq!(slots(0, 0, 0), Some(0));
        assert_eq!(slots(0, 0, table + 1), None);
        assert_eq!(slots(0, 0, 7), None);
    }
}
