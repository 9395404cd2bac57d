//! A stored comparison: what a program that acts on it can rely on.

use residue_report::Row;
use residue_report::diff::{DIFF_SCHEMA, Diff, DiffReadError};
use serde_json::{Value, json};

use crate::diff::{diff_of, grow, timeless, with};
use crate::sample;
use crate::schema::validator;

fn sample_diff() -> Diff {
    let new = with(&timeless(), "drained", |phase| {
        grow(phase, Row::Cached, 10 << 20);
        phase.containers[0].slack += 1;
    });
    let mut other = sample::system();
    other.seed = 7;
    diff_of(&[timeless(), sample::system()], &[new, other, sample::empty()])
}

fn json(diff: &Diff) -> Value {
    let mut text = Vec::new();
    diff.write_json(&mut text).unwrap();
    assert!(text.ends_with(b"}\n"));
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn is_read_back_as_it_was_written() {
    let diff = sample_diff();
    let text = json(&diff).to_string();
    assert_eq!(Diff::from_json(&text).unwrap(), diff);
}

#[test]
fn has_the_fields_of_the_contract() {
    let value = json(&sample_diff());
    assert_eq!(value["schema"], DIFF_SCHEMA);
    assert_eq!(value["fails"], true);
    assert_eq!(value["summary"]["both"], 2);
    assert_eq!(value["summary"]["memory"]["regressed"], 2);
    let headline = &value["headlines"][0];
    assert_eq!(headline["verdict"], "regressed");
    let bytes = 10 << 20;
    let moved = json!({ "from": null, "to": "cached", "bytes": bytes });
    assert_eq!(headline["moves"], json!([moved]));
    let alarm = &value["alarms"][0];
    assert_eq!(alarm["severity"], "hard");
    assert_eq!(alarm["metric"], "resident");

    let pair = &value["pairs"][0];
    assert_eq!(pair["presence"], "both");
    assert_eq!(pair["place"]["backend"], "jemalloc");
    let drained = &pair["phases"][2];
    let slack = &drained["containers"][0];
    assert_eq!(
        (&slack["figure"], &slack["verdict"]),
        (&json!("slack"), &json!("regressed"))
    );
    let cached = &drained["changes"][1];
    assert_eq!(cached["metric"], "cached");
    assert_eq!(cached["difference"], bytes);
    assert_eq!(cached["interval"], Value::Null);
    assert_eq!(drained["old"]["lazy_free"], 0, "the same on both sides");
    assert_eq!(value["pairs"][1]["refused"][0]["key"], "seed");
    assert_eq!(value["pairs"][2]["presence"], "only_new");
}

#[test]
fn an_unknown_figure_is_left_out_and_stays_unknown() {
    let diff = diff_of(&[sample::system()], &[sample::system()]);
    let value = json(&diff);
    let old = &value["pairs"][0]["phases"][2]["old"];
    assert!(old.get("metadata").is_none() && old.get("cached").is_some());
}

#[test]
fn refuses_another_schema_naming_both() {
    for (schema, part) in [
        (json!("residue.diff/2"), "install a newer"),
        (json!("residue.run/1"), "residue diff --format json"),
        (json!(null), "names no schema"),
    ] {
        let text = json!({ "schema": schema, "pairs": 7 }).to_string();
        let error = Diff::from_json(&text).unwrap_err().to_string();
        for part in [part, DIFF_SCHEMA] {
            assert!(error.contains(part), "{error}");
        }
    }
}

#[test]
fn names_the_field_that_is_wrong() {
    for (place, wrong, field) in [
        ("/pairs/0/verdict", json!("worse"), "pairs[0].verdict"),
        ("/alarms/0/metric", json!("rss"), "alarms[0].metric"),
        (
            "/pairs/0/phases/2/changes/0/floor",
            json!(-1),
            "pairs[0].phases[2].changes[0].floor",
        ),
        ("/headlines/0/moves/0/to", json!("x"), "headlines[0].moves[0].to"),
    ] {
        let mut value = json(&sample_diff());
        *value.pointer_mut(place).unwrap() = wrong;
        let error = Diff::from_json(&value.to_string()).unwrap_err();
        let DiffReadError::Malformed { field: found, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(found, field);
    }
}

#[test]
fn refuses_to_point_to_what_is_not_there() {
    for place in ["/alarms/0/pair", "/headlines/0/pair", "/pairs/0/read"] {
        let mut value = json(&sample_diff());
        *value.pointer_mut(place).unwrap() = json!(99);
        let error = Diff::from_json(&value.to_string()).unwrap_err();
        assert!(error.to_string().contains("not there"), "{error}");
    }
}

#[test]
fn is_valid_by_the_committed_schema() {
    let validator = validator("residue.diff-1");
    validator.validate(&json(&sample_diff())).unwrap();
    validator.validate(&json(&Diff::default())).unwrap();
}

#[test]
fn what_is_no_comparison_is_not_valid() {
    let validator = validator("residue.diff-1");
    for (place, wrong) in [
        ("/schema", json!("residue.diff/2")),
        ("/fails", json!("yes")),
        ("/summary/memory/regressed", json!(-1)),
        ("/pairs/0/verdict", json!("worse")),
        ("/alarms/0/metric", json!("rss")),
        ("/pairs/0/phases/2/old/live", json!("1")),
        ("/pairs/0/phases/2/changes/0/old", json!(1)),
        ("/headlines/0/moves/0/bytes", json!(null)),
    ] {
        let mut value = json(&sample_diff());
        *value.pointer_mut(place).unwrap() = wrong;
        assert!(!validator.is_valid(&value), "{place}");
    }
}
