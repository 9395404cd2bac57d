//! Which probes a run consists of.

use super::RunArgs;
use crate::select;
use anyhow::{Error, Result};
use residue_backends::{Backend, Settings};
use residue_runner::probe::Order;
use residue_runner::{Planted, ScenarioProbe, Subject};
use residue_scenarios::{Remedy, Scenario};

/// Elements of a scenario for which the user names no number: few enough for
/// all scenarios under all backends to end within two minutes.
const ELEMENTS: u64 = 500_000;

/// Every scenario under every backend, as often as asked. Repetitions are the
/// outermost loop, so that a machine that grows slower is slower for all.
pub(crate) fn subjects(args: &RunArgs) -> Result<Vec<Subject>> {
    let (scenarios, backends) = chosen(args)?;
    let settings: Settings = args.set.iter().cloned().collect();
    let mut subjects = Vec::new();
    for repetition in 0..args.repeat {
        for &scenario in &scenarios {
            for &backend in &backends {
                let probe =
                    probe(args, scenario, backend, repetition, &settings)?;
                subjects.push(Subject::Scenario(Box::new(probe)));
            }
        }
        let timeout = Some(args.timeout).filter(|most| !most.is_zero());
        let external = args.subject.iter();
        let external = external.map(|of| of.external(timeout, repetition));
        subjects.extend(external.map(Subject::External));
    }
    Ok(subjects)
}

type Chosen = (Vec<&'static dyn Scenario>, Vec<Backend>);

/// Scenarios and backends. Where commands are named, only those of our own
/// scenarios run beside them that are named too.
fn chosen(args: &RunArgs) -> Result<Chosen> {
    let backends = select::backends(&args.backend)?;
    if args.scenario.is_empty() && !args.subject.is_empty() {
        return Ok((Vec::new(), backends));
    }
    Ok((select::scenarios(&args.scenario)?, backends))
}

fn probe(
    args: &RunArgs,
    scenario: &'static dyn Scenario,
    backend: Backend,
    repetition: u64,
    settings: &Settings,
) -> Result<ScenarioProbe> {
    let remedy = Remedy::from(args.remedy);
    let elements = args.elements.unwrap_or_else(|| elements_of(scenario));
    let plant = match &args.plant {
        Some(plant) => Some(plant.of(scenario, elements)?),
        None => None,
    };
    let order = Order {
        scenario: scenario.name().to_owned(),
        backend: backend.name().to_owned(),
        elements,
        seed: args.seed,
        settle_ns: args.settle.as_nanos() as u64,
        rebuild: remedy == Remedy::Rebuild,
        settings: settings.clone(),
        plant,
        recording: None,
    };
    let variables = backend
        .environment(settings)
        .map_err(|error| explain(error, settings))?;
    let planted = args.plant.as_ref().zip(plant);
    let planted = planted.map(|(arg, plant)| Planted {
        plant,
        text: arg.text().to_owned(),
        warning: arg.warning(plant),
    });
    Ok(ScenarioProbe {
        scenario,
        backend,
        remedy,
        repetition,
        order,
        planted,
        variables,
    })
}

/// A setting that another backend takes was meant for that one.
fn explain(
    error: residue_backends::SettingError,
    settings: &Settings,
) -> Error {
    let takes = |backend: &&Backend| {
        let knobs = backend.knobs().iter();
        knobs.filter(|knob| settings.contains_key(knob.key)).count()
            == settings.len()
    };
    let meant: Vec<_> =
        Backend::ALL.iter().filter(takes).map(|b| b.name()).collect();
    match (&error, meant.is_empty()) {
        (residue_backends::SettingError::UnknownSetting { .. }, false) => {
            let hint = format!("pass --backend {}", meant.join(","));
            Error::new(error).context(hint)
        }
        _ => Error::new(error),
    }
}

fn elements_of(scenario: &dyn Scenario) -> u64 {
    if scenario.is_control() { scenario.default_elements() } else { ELEMENTS }
}
