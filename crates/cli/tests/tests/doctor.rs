use crate::desk::{Desk, assert_says};
use crate::util::stderr;
use serde_json::{Value, json};

fn judged(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let args = [&["doctor", "a", "--format", "json"], args].concat();
    let answer: Value =
        serde_json::from_str(&desk.fine(&args)).expect("it is JSON");
    assert_eq!(answer["schema"], "residue.doctor/1");
    answer["probes"].as_array().expect("probes").clone()
}

#[test]
fn each_probe_is_judged_and_its_findings_add_up() {
    let desk = Desk::with_a_run();
    let probes = judged(&desk, &[]);
    assert!(!probes.is_empty());
    for probe in probes {
        let findings = probe["findings"].as_array().expect("findings");
        let sum = |field: &str| -> f64 {
            findings.iter().filter_map(|of| of[field].as_f64()).sum()
        };
        let resident = probe["resident"].as_f64().expect("bytes");
        assert!((sum("bytes") - resident).abs() <= 16_384.0, "{probe}");
        assert!((sum("share") - 1.0).abs() < 1e-9, "{probe}");
        let verdict = &probe["verdict"];
        assert!(findings.iter().any(|of| of["verdict"] == *verdict));
    }
}

/// Each control plants 16 MiB of one kind, so that who is to blame is known.
#[test]
fn whoever_was_planted_is_to_blame() {
    // A huge page would be resident where nothing was planted.
    for (backend, small) in [
        ("system", &[][..]),
        ("jemalloc", &[]),
        ("mimalloc", &["--set=allow_thp=0"]),
    ] {
        let desk = Desk::new();
        let some = ["run", "--scenario=control-*", "--elements=262144"];
        let to = ["--backend", backend, "--out=a"];
        desk.fine(&[&some[..], &to, small].concat());
        let probes = judged(&desk, &[]);
        assert_eq!(probes.len(), CULPRITS.len());
        probes.iter().for_each(assert_culprit);
    }
}

fn assert_culprit(probe: &Value) {
    const PLANTED: f64 = (262_144 * 64) as f64;
    let known = CULPRITS.iter().find(|(name, _)| probe["scenario"] == *name);
    let (_, culprit) = known.expect("a control");
    assert_eq!(probe["verdict"], *culprit, "{probe}");
    let findings = probe["findings"].as_array().expect("findings");
    let of = findings.iter().find(|of| of["verdict"] == *culprit);
    let bytes = of.expect("its finding")["bytes"].as_f64().expect("bytes");
    let is_planted = *culprit != "released";
    assert!(!is_planted || bytes > PLANTED * 0.98, "{probe}");
}

const CULPRITS: [(&str, &str); 6] = [
    ("control-cached", "allocator-cached"),
    ("control-leak", "live"),
    ("control-shared", "not-heap"),
    ("control-slack", "container"),
    ("control-stack", "not-heap"),
    ("control-untouched", "released"),
];

#[test]
fn a_part_is_judged_in_text_or_in_a_file() {
    let desk = Desk::with_a_run();
    let args = ["doctor", "a", "-b", "jemalloc"];
    let said = desk.fine(&args);
    assert_says(&said, &["hashmap-pointer on jemalloc", "background_thread"]);
    assert!(!said.contains("on system"), "{said}");
    let file = [&args[..], &["-o", "said.txt"]].concat();
    assert_eq!(desk.fine(&file), "");
    assert_eq!(desk.read("said.txt"), said);
    assert_eq!(desk.fine(&["doctor", "a", "-o", "said.html"]), "");
    let page = desk.read("said.html");
    assert_says(
        &page,
        &["<!doctype html>", "class=\"r-cached\"", "on jemalloc"],
    );
}

#[test]
fn a_bound_that_is_broken_is_told_and_fails() {
    let desk = Desk::with_a_run();
    let some = ["doctor", "a", "-b", "jemalloc"];
    let with = |bound| [&some[..], &["--fail-on", bound]].concat();
    desk.fine(&with("container>4GiB"));
    desk.fine(&with("growth>0"));
    let (shown, said) = desk.no(&with("allocator-cached>64KiB"));
    assert_says(&shown, &["allocator-cached"]);
    let bound = "hashmap-pointer on jemalloc: allocator-cached is ";
    assert_says(&said, &[bound, "64.0 KiB"]);
}

#[test]
fn bounds_that_are_broken_are_annotations_and_those_that_hold_are_not() {
    let desk = Desk::with_a_run();
    let some = ["doctor", "a", "-b", "jemalloc", "--format", "github"];
    let with = |bound| [&some[..], &["--fail-on", bound]].concat();
    let kept = desk.fine(&with("container>4GiB"));
    assert!(!kept.contains("::error"), "{kept}");
    let (shown, _) = desk.no(&with("allocator-cached>64KiB"));
    let title = "::error title=hashmap-pointer on jemalloc::";
    assert_says(
        &shown,
        &[title, "may be 64.0 KiB", "verdict: hashmap-pointer"],
    );
}

#[test]
fn a_bound_that_is_none_is_refused_with_what_is() {
    let desk = Desk::with_a_run();
    let refused = |bound| desk.refused(&["doctor", "a", "--fail-on", bound]);
    assert_says(&refused("leak>1MiB"), &["\"leak\"", "allocator-cached"]);
    assert_says(&refused("live=1MiB"), &["live>1.0 MiB"]);
    let said = desk.refused(&["doctor", "no-such-run"]);
    assert_says(&said, &["no-such-run", "no such file"]);
}

/// What was not measured keeps no bound.
#[test]
fn a_probe_that_cannot_be_judged_is_no_pass() {
    let desk = Desk::new();
    desk.put_with("a", |run| {
        let probe = &mut run["probes"][0];
        probe["phases"] = json!([]);
        probe["outcome"] =
            json!({ "state": "failed", "reason": "it fell over" });
    });
    desk.fine(&["doctor", "a"]);
    let output = desk.residue(&["doctor", "a", "--fail-on", "live>1GiB"]);
    assert_eq!(output.status.code(), Some(2));
    assert_says(&stderr(&output), &["cannot be judged", "it fell over"]);
}
