//! What is said on standard error of a program that has ended.

use residue_present::Bytes;
use residue_report::Probe;

/// A line of what was seen, and one of each thing that the user should know.
pub(super) fn of(probe: &Probe) {
    for warning in &probe.warnings {
        crate::exit::say!("{warning}");
    }
    let of = |name: &str| {
        let phase = probe.phases.iter().find(|phase| phase.name == name)?;
        Some(format!("{} at its {name}", Bytes(phase.net_resident())))
    };
    let seen: Vec<_> = ["peak", "exit"].into_iter().filter_map(of).collect();
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
