//! A stored comparison: what a program that acts on it can rely on.

use residue_report::Row;
use residue_report::diff::{DIFF_SCHEMA, Diff};
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

pub(crate) fn json(diff: &Diff) -> Value {
    let mut text = Vec::new();
    diff.write_json(&mut text).unwrap();
    assert!(text.ends_with(b"}\n"));
    serde_json::from_slice(&text).unwrap()
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
