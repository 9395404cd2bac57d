//! The JSON Schemas of what is stored. They are generated from the types, and
//! committed for those who have no compiler.

use std::fs;
use std::path::PathBuf;

use jsonschema::Validator;
use proptest::prelude::*;
use residue_report::Run;
use residue_report::diff::Diff;
use schemars::{Schema, schema_for};
use serde_json::{Value, json};

use crate::{properties, sample};

/// What a file may hold.
struct Stored {
    /// The schema's name and version.
    name: &'static str,
    /// What it is by the types.
    schema: fn() -> Schema,
}

/// Whatever is stored. Another kind of file is one more line.
const STORED: &[Stored] = &[
    Stored { name: "residue.run-1", schema: || schema_for!(Run) },
    Stored { name: "residue.diff-1", schema: || schema_for!(Diff) },
];

/// Set, the committed schemas are made anew from the types.
const UPDATE: &str = "RESIDUE_UPDATE_SCHEMAS";

#[test]
fn committed_schemas_describe_the_types() {
    for Stored { name, schema } in STORED {
        let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        if std::env::var_os(UPDATE).is_some() {
            fs::write(file(name), &text).unwrap();
        }
        assert!(
            fs::read_to_string(file(name)).is_ok_and(|read| read == text),
            "{} is not what the types are: run \
             `{UPDATE}=1 cargo test -p residue-report schema`",
            file(name).display()
        );
    }
}

#[test]
fn a_stored_run_is_valid() {
    let validator = validator("residue.run-1");
    for text in [
        include_str!("../fixtures/run-1.json"),
        include_str!("../fixtures/measured.json"),
        &sample::run().to_json_pretty(),
    ] {
        let run: Value = serde_json::from_str(text).unwrap();
        validator.validate(&run).unwrap();
    }
}

#[test]
fn what_is_no_run_is_not_valid() {
    let validator = validator("residue.run-1");
    let run = serde_json::to_value(sample::run()).unwrap();
    for (place, wrong) in [
        ("/schema", json!("residue.run/2")),
        ("/environment/page_size", json!("4096")),
        ("/environment", json!({})),
        ("/probes", json!(null)),
        ("/probes/0/settings", json!({ "dirty_decay_ms": 10_000 })),
        ("/probes/0/outcome/state", json!("interrupted")),
        ("/probes/0/phases/0/resident", json!(null)),
        ("/probes/0/phases/0/live", json!(-1)),
        ("/probes/0/phases/0/live", json!(1.5)),
        ("/probes/0/phases/0/ledger/slack", json!("0")),
        ("/probes/0/phases/0/ledger/residual", json!(0.5)),
        ("/probes/1/phases/0/absent/metadata", json!(0)),
    ] {
        let mut run = run.clone();
        *run.pointer_mut(place).unwrap() = wrong;
        assert!(!validator.is_valid(&run), "{place}");
        let refused = Run::from_json(&run.to_string());
        refused.expect_err("what is not valid is not read either");
    }
}

#[test]
fn a_run_without_what_only_later_versions_write_is_valid() {
    let validator = validator("residue.run-1");
    let mut run = serde_json::to_value(sample::run()).unwrap();
    let phase = run.pointer_mut("/probes/0/phases/0").unwrap();
    phase.as_object_mut().unwrap().retain(|field, _| {
        matches!(field.as_str(), "name" | "resident" | "observer")
    });
    validator.validate(&run).unwrap();
    Run::from_json(&run.to_string()).unwrap();
}

#[test]
fn every_field_is_described() {
    for Stored { name, .. } in STORED {
        let schema: Value = serde_json::from_str(&text(name)).unwrap();
        let types = schema["$defs"].as_object().unwrap();
        for of in types.values().chain([&schema]) {
            for (field, described) in properties_of(of) {
                let is_described = described.get("description").is_some()
                    || described.get("const").is_some();
                assert!(is_described, "{name}: {field}");
            }
        }
    }
}

#[test]
fn any_run_is_valid() {
    let validator = validator("residue.run-1");
    proptest!(ProptestConfig::with_cases(32), |(run in properties::run())| {
        let run = serde_json::to_value(run).unwrap();
        prop_assert!(validator.validate(&run).is_ok());
    });
}

fn properties_of(of: &Value) -> impl Iterator<Item = (&String, &Value)> {
    of["properties"].as_object().into_iter().flatten()
}

pub(crate) fn validator(name: &str) -> Validator {
    let schema = serde_json::from_str(&text(name)).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn text(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap()
}

fn file(name: &str) -> PathBuf {
    let schemas = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas");
    schemas.join(format!("{name}.schema.json"))
}
