//! What can be run, and what it takes: scenarios, backends and their settings,
//! plants.

use residue_backends::Backend;
use residue_scenarios::{Ladder, Optional, PlantKind, Rung, Scenario, Tag};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes all of it as text.
pub fn show(out: &mut dyn Write) -> io::Result<()> {
    print_scenarios(out)?;
    writeln!(out, "\nBackends, and what `--set` takes")?;
    for backend in Backend::ALL {
        let (name, version) = (backend.name(), backend.version());
        writeln!(out, "  {name:<18} {} ({version})", backend.summary())?;
        for knob in backend.knobs() {
            writeln!(out, "    {:<27} {}", knob.key, knob.meaning)?;
        }
    }
    writeln!(out, "\nPlants: known changes that `--plant` makes")?;
    for plant in PlantKind::ALL {
        writeln!(out, "  {:<18} {}", plant.name(), plant.summary())?;
    }
    writeln!(out, "\nRungs: what is tried after the peak; `--rung` alone")?;
    for rung in Rung::ALL {
        writeln!(out, "  {:<18} {}", rung.name(), rung.summary())?;
    }
    Ok(())
}

/// Writes these scenarios alone, with their tags.
pub fn show_of(
    scenarios: &[&dyn Scenario],
    out: &mut dyn Write,
) -> io::Result<()> {
    for scenario in scenarios {
        print_scenario(out, *scenario)?;
        writeln!(out, "  {:<22} {}", "", tags(*scenario).join(", "))?;
    }
    Ok(())
}

fn print_scenarios(out: &mut dyn Write) -> io::Result<()> {
    let all = || residue_scenarios::all().iter().copied();
    let is_default = |it: &&dyn Scenario| it.tags().contains(&Tag::Default);
    writeln!(out, "Scenarios")?;
    for scenario in all().filter(is_default) {
        print_scenario(out, scenario)?;
    }
    writeln!(out, "\nMore scenarios (run only when named, or by a tag)")?;
    for scenario in all().filter(|it| !is_default(it) && !it.is_control()) {
        print_scenario(out, scenario)?;
    }
    print_missing(out)?;
    writeln!(
        out,
        "\nControls (run only when named: `--scenario 'control-*'`)"
    )?;
    for control in all().filter(|scenario| scenario.is_control()) {
        print_scenario(out, control)?;
    }
    let tags = Tag::ALL.map(Tag::name).join(", ");
    writeln!(out, "\nTags (`--scenario tag:NAME`, `list tag:NAME`): {tags}")?;
    Ok(())
}

fn print_missing(out: &mut dyn Write) -> io::Result<()> {
    let missing = Optional::missing();
    if missing.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nNot in this build (cargo install --path crates/cli --features {})",
        Optional::FEATURE
    )?;
    for of in missing {
        writeln!(out, "  {:<22} {}", of.name, of.summary)?;
    }
    Ok(())
}

fn print_scenario(
    out: &mut dyn Write,
    scenario: &dyn Scenario,
) -> io::Result<()> {
    writeln!(out, "  {:<22} {}", scenario.name(), scenario.summary())?;
    Ok(())
}

/// All of it, for a program.
pub fn json() -> Value {
    let scenarios: Vec<_> =
        residue_scenarios::all().iter().map(|s| scenario(*s)).collect();
    let backends: Vec<_> = Backend::ALL.iter().copied().map(backend).collect();
    let plants = PlantKind::ALL.map(plant);
    let rungs = Rung::ALL.map(rung);
    let missing: Vec<_> = Optional::missing().iter().map(absent).collect();
    json!({
        "scenarios": scenarios,
        "missing": missing,
        "backends": backends,
        "plants": plants,
        "rungs": rungs,
    })
}

/// These scenarios alone, for a program.
pub fn json_of(scenarios: &[&dyn Scenario]) -> Value {
    let scenarios: Vec<_> = scenarios.iter().map(|of| scenario(*of)).collect();
    json!({ "scenarios": scenarios })
}

fn absent(of: &Optional) -> Value {
    let feature = Optional::FEATURE;
    json!({ "name": of.name, "summary": of.summary, "feature": feature })
}

fn plant(plant: PlantKind) -> Value {
    json!({ "name": plant.name(), "summary": plant.summary() })
}

fn rung(rung: Rung) -> Value {
    json!({ "name": rung.name(), "summary": rung.summary() })
}

fn scenario(scenario: &dyn Scenario) -> Value {
    json!({
        "name": scenario.name(),
        "summary": scenario.summary(),
        "containers": scenario.containers(),
        "phases": scenario.phases(Ladder::Shrink),
        "control": scenario.is_control(),
        "tags": tags(scenario),
    })
}

fn tags(scenario: &dyn Scenario) -> Vec<&'static str> {
    scenario.tags().iter().map(|tag| tag.name()).collect()
}

fn backend(backend: Backend) -> Value {
    let settings: Vec<_> = backend
        .knobs()
        .iter()
        .map(|knob| json!({ "key": knob.key, "meaning": knob.meaning }))
        .collect();
    json!({
        "name": backend.name(),
        "summary": backend.summary(),
        "version": backend.version(),
        "settings": settings,
    })
}
