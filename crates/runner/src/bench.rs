//! What the steps of a scenario take: in processes that are not tracked and
//! that nobody looks at, in turns.

use crate::probe::{ERROR_LINE, START_LINE, Started, TIMED_LINE, command};
use crate::process::{self, Heard, Process};
use crate::{Interrupt, ScenarioProbe};
use anyhow::{Context, Result, bail};
use residue_report::bench::{BenchCase, BenchRound, BenchStep};

/// Times `probe` once. `None` where the user asked to stop.
pub fn time(
    probe: &ScenarioProbe,
    interrupt: &Interrupt,
) -> Option<(BenchCase, BenchRound)> {
    let mut case = case(probe);
    let steps = steps(probe, &mut case, interrupt);
    if interrupt.happened() {
        return None;
    }
    let round = match steps {
        Ok(steps) => BenchRound::Steps(steps),
        Err(error) => BenchRound::Failed(format!("{error:#}")),
    };
    Some((case, round))
}

/// In which order the probes of one round take their turns, so that none is
/// always the first, or always right behind the same.
pub fn turns<T>(round: u64, probes: &mut [T]) {
    let Ok(count) = u64::try_from(probes.len()) else { return };
    if count > 0 {
        probes.rotate_left((round % count) as usize);
    }
    if round / count.max(1) % 2 == 1 {
        probes.reverse();
    }
}

fn case(probe: &ScenarioProbe) -> BenchCase {
    let order = &probe.order;
    BenchCase {
        scenario: order.scenario.clone(),
        elements: order.elements,
        remedy: order.ladder.clone(),
        backend: order.backend.clone(),
        asked: order.settings.clone(),
        ..BenchCase::default()
    }
}

fn steps(
    probe: &ScenarioProbe,
    case: &mut BenchCase,
    interrupt: &Interrupt,
) -> Result<Vec<BenchStep>> {
    let mut order = probe.order.clone();
    order.timed = true;
    let mut command = command(&order, &probe.variables)?;
    command.env(residue::SWITCH_VARIABLE, "off");
    let mut process = Process::spawn(command)?;
    let (mut timed, mut refusal) = (None, None);
    while let Heard::Line(_, line) = process.line(interrupt, None, || None) {
        if let Some(text) = line.strip_prefix(TIMED_LINE) {
            timed = Some(serde_json::from_str::<Vec<(String, u64)>>(text)?);
        } else if let Some(text) = line.strip_prefix(START_LINE) {
            let started: Started = serde_json::from_str(text)?;
            case.backend_version = started.version;
        } else if let Some(text) = line.strip_prefix(ERROR_LINE) {
            refusal = Some(text.to_owned());
        }
    }
    let status = process.wait(interrupt, None)?.context("interrupted")?;
    if let Some(why) = refusal.or_else(|| process::failure(status)) {
        bail!(why);
    }
    let timed = timed.context("it ended before it said what it took")?;
    let step = |(name, ns)| BenchStep { name, ns };
    Ok(timed.into_iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_is_the_first_as_often_as_the_others() {
        let mut first = [0; 3];
        for round in 0..6 {
            let mut probes = [0, 1, 2];
            turns(round, &mut probes);
            first[probes[0]] += 1;
        }
        assert_eq!(first, [2; 3]);
        turns(7, &mut [0; 0]);
    }
}
