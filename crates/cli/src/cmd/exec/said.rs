//! What is said on standard error of a program that has ended.

use residue_present::Bytes;
use residue_report::Probe;

/// A line of what was seen, and one of each thing that the user should know.
pub(super) fn of(probe: &Probe) {
    for warning in &probe.warnings {
        crate::exit::say!("{warning}");
    }
    let seen = [peak(probe), at(probe, "exit")];
    let seen: Vec<_> = seen.into_iter().flatten().collect();
    let (name, backend) = (&probe.scenario, &probe.backend);
    match seen.is_empty() {
        true => crate::exit::say!("{name} was not looked at"),
        false => {
            crate::exit::say!(
                "{name} under {backend}: resident {}",
                seen.join(", ")
            );
        }
    }
}

/// What was resident at the peak: at the moment that was looked at, unless
/// more was seen at another.
fn peak(probe: &Probe) -> Option<String> {
    let looked = probe.phases.iter().find(|phase| phase.name == PEAK)?;
    let counted = probe.phases.iter().filter_map(|phase| phase.peak_live);
    let known = counted.max().zip(looked.live);
    let is_seen = known.is_none_or(|(most, live)| most <= live + room(live));
    let looked = looked.net_resident();
    let highest = probe.samples.iter().map(|sample| sample.resident).max();
    let missed = highest.filter(|&highest| highest > looked + room(looked));
    Some(match missed {
        None if !is_seen => format!("{} at the highest look", Bytes(looked)),
        None => format!("{} at its {PEAK}", Bytes(looked)),
        Some(highest) => format!(
            "{} at its {PEAK} (looked at when it was {})",
            Bytes(highest),
            Bytes(looked)
        ),
    })
}

/// How much more is no other peak.
fn room(bytes: u64) -> u64 {
    NOISE.max(bytes / 20)
}

fn at(probe: &Probe, name: &str) -> Option<String> {
    let phase = probe.phases.iter().find(|phase| phase.name == name)?;
    Some(format!("{} at its {name}", Bytes(phase.net_resident())))
}

const PEAK: &str = "peak";

/// What is read without stopping a program is off by some hundred KiB.
const NOISE: u64 = 1 << 20;
