//! A stored run. The fixture `run-1.json` is what schema 1 is: it never
//! changes, and every version to come reads it as this one does.
//!
//! Whoever raises the number in [`SCHEMA`] adds a fixture `run-N.json` of the
//! new schema, with a test that reads it, and leaves the older ones and their
//! tests as they are. What only adds fields raises no number: it is then a
//! fixture's own field that older readers pass over, as `hibernated` is.

use std::cell::RefCell;

use residue_report::{Group, Outcome, Probe, ReadError, Row, Run, SCHEMA};

use crate::sample;

const FIXTURE: &str = include_str!("../fixtures/run-1.json");

fn refusal(text: &str) -> ReadError {
    Run::from_json(text).expect_err("the text is no run")
}

#[test]
fn reads_schema_1() {
    let run = Run::from_json(FIXTURE).unwrap();
    assert_eq!(run.environment.page_size, 4096);
    assert_eq!(run.environment.git, None);

    let probe = &run.probes[0];
    assert_eq!(probe.settings["dirty_decay_ms"], "10000");
    assert!(probe.completed() && !probe.resident_is_profiler);
    let filled = &probe.phases[0];
    assert_eq!(filled.live, Some(287_309_840));
    assert_eq!(filled.total, None, "what is not there is unknown, not 0");
    assert_eq!(filled.ledger.get(Row::Slack), Some(140_000_000));
    assert_eq!(filled.ledger.get(Row::Metadata), None);
    assert_eq!(filled.ledger.residual, Some(4096));
    assert_eq!(filled.ledger.held_by(Group::Allocator), Some(21_899_000));
    assert!(filled.closes());
    assert_eq!(filled.containers[0].capacity, 1_835_008);
}

#[test]
fn reads_a_failed_probe_of_schema_1() {
    let run = Run::from_json(FIXTURE).unwrap();
    let probe = &run.probes[1];
    let reason = "killed by signal 9 (SIGKILL) in phase filled".to_owned();
    assert_eq!(probe.outcome, Outcome::Failed { reason });
    assert_eq!((probe.seed, &*probe.remedy), (7, "rebuild"));
    assert!(probe.resident_is_profiler);
    let phase = &probe.phases[0];
    assert_eq!(phase.resident, u64::MAX);
    assert_eq!(phase.ledger.residual, Some(-4096));
    assert_eq!(phase.ledger.get(Row::Payload), None);
    assert_eq!(phase.allocator["allocated"], 5);
    assert_eq!(phase.absent["metadata"], "the profiler does not tell");
}

#[test]
fn writes_the_fields_of_the_contract() {
    let text = sample::run().to_json_pretty();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let fixture: serde_json::Value = serde_json::from_str(FIXTURE).unwrap();
    assert_eq!(value["schema"], SCHEMA);
    let later = ["hypervisor", "hibernated"];
    let written = fields(&value);
    for field in fields(&fixture) {
        let is_later = later.iter().any(|later| field.ends_with(later));
        let is_setting = field.contains("settings/");
        let is_own = field.contains("allocator/");
        if !(is_later || is_setting || is_own) {
            assert!(written.contains(&field), "{field} is not written");
        }
    }
}

#[test]
fn writes_unknown_as_null_and_ends_the_last_line() {
    let mut run = Run::new(sample::environment());
    run.probes = vec![sample::system()];
    let text = run.to_json_pretty();
    assert!(text.contains("\"metadata\": null,"), "{text}");
    assert!(text.ends_with("}\n"));
    let mut written = Vec::new();
    run.write_json(&mut written).unwrap();
    assert_eq!(written, text.as_bytes());
}

#[test]
fn refuses_a_newer_schema_naming_both_and_the_fix() {
    let text = FIXTURE.replace("residue.run/1", "residue.run/2");
    let error = refusal(&text).to_string();
    for part in ["residue.run/2", "residue.run/1", "install a newer"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn refuses_a_newer_schema_even_if_all_else_is_different() {
    let error = refusal(r#"{"probes": 7, "schema": "residue.run/2"}"#);
    assert!(matches!(error, ReadError::NewerSchema { .. }), "{error}");
}

#[test]
fn refuses_a_file_without_schema() {
    for text in ["{}", r#"{"schema": null, "probes": []}"#] {
        let error = refusal(text);
        assert!(matches!(error, ReadError::NoSchema { .. }), "{error}");
        assert!(error.to_string().contains("residue run"), "{error}");
    }
}

#[test]
fn names_the_field_and_the_place_that_are_wrong() {
    let text = FIXTURE.replace("\"live\": 287309840,", "\"live\": -1,");
    let ReadError::Malformed { line, column, field, message } = refusal(&text)
    else {
        panic!("it is malformed");
    };
    let place = text.lines().nth(line - 1).unwrap();
    assert_eq!(place[..column].trim(), "\"live\": -1");
    assert_eq!(field, "probes[0].phases[0].live");
    assert!(message.contains("-1"), "{message}");
    assert!(!message.contains("line"), "{message}");
}

#[test]
fn names_a_field_that_is_missing() {
    let text = FIXTURE.replace("\"resident\": 302000000,", "");
    let error = refusal(&text).to_string();
    assert!(error.contains("`resident`"), "{error}");
    assert!(error.contains("probes[0].phases[0]"), "{error}");
}

#[test]
fn refuses_a_run_cut_short_at_any_byte() {
    let text = FIXTURE.trim_end();
    for end in 0..text.len() {
        let error = refusal(&text[..end]);
        assert!(matches!(error, ReadError::Malformed { .. }), "{error}");
    }
}

#[test]
fn refuses_text_behind_the_run() {
    let error = refusal(&format!("{FIXTURE} x")).to_string();
    assert!(error.contains("trailing characters"), "{error}");
}

#[test]
fn refuses_two_phases_of_one_name() {
    let mut run = sample::run();
    run.probes[1].phases[3].name = "filled".to_owned();
    let error = refusal(&run.to_json_pretty()).to_string();
    for part in ["probe 1", "\"filled\"", "\"system\""] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn refuses_two_probes_that_nothing_tells_apart() {
    let mut run = sample::run();
    run.probes.insert(1, sample::jemalloc());
    let error = refusal(&run.to_json_pretty()).to_string();
    for part in ["probe 3 ", "probe 1,", "\"jemalloc\"", "repetition 0"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn probes_that_anything_tells_apart_are_not_the_same() {
    let changes: [fn(&mut Probe); 7] = [
        |probe| probe.scenario.push('x'),
        |probe| probe.backend.push('x'),
        |probe| drop(probe.settings.insert("x".to_owned(), String::new())),
        |probe| probe.elements += 1,
        |probe| probe.remedy.push('x'),
        |probe| probe.seed += 1,
        |probe| probe.repetition += 1,
    ];
    let mut run = Run::new(sample::environment());
    run.probes = vec![sample::jemalloc(); changes.len() + 1];
    for (probe, change) in run.probes.iter_mut().zip(changes) {
        change(probe);
    }
    assert_eq!(Run::from_json(&run.to_json_pretty()).unwrap(), run);
}

#[test]
fn fields_may_stand_in_any_order() {
    let head = r#""schema": "residue.run/1","#;
    let at = FIXTURE.find("\"environment\"").unwrap();
    let probes = FIXTURE.find("\"probes\"").unwrap();
    let environment = FIXTURE[at..probes].trim_end().trim_end_matches(',');
    let probes = FIXTURE[probes..].trim_end().trim_end_matches('}');
    let run = Run::from_json(FIXTURE).unwrap();
    for text in [
        format!("{{{probes}, {head} {environment}}}"),
        format!("{{{environment}, {probes}, {}}}", head.trim_matches(',')),
    ] {
        assert_eq!(Run::from_json(&text).unwrap(), run);
        let text = text.replace("\"live\": 287309840,", "\"live\": -1,");
        let error = refusal(&text).to_string();
        assert!(error.contains("probes[0].phases[0].live"), "{error}");
    }
}

#[test]
fn hands_over_the_environment_before_any_probe() {
    let seen = RefCell::new(Vec::new());
    Run::stream(
        FIXTURE.as_bytes(),
        |environment| seen.borrow_mut().push(environment.kernel),
        |probe| seen.borrow_mut().push(probe.backend),
    )
    .unwrap();
    assert_eq!(*seen.borrow(), ["6.18.5", "jemalloc", "dhat"]);
}

#[test]
fn hands_over_nothing_of_another_schema() {
    let text = FIXTURE.replace("residue.run/1", "residue.run/2");
    Run::stream(text.as_bytes(), |_| panic!(), |_| panic!()).unwrap_err();
}

#[test]
fn what_a_hostile_file_says_is_escaped_in_the_error() {
    let hostile = r#"{"state": "\u001b[2J"}"#;
    let text = FIXTURE.replace(
        "\"elements\": 1000000,",
        &format!("\"elements\": 1, \"outcome\": {hostile},"),
    );
    let error = refusal(&text).to_string();
    assert!(!error.contains(char::is_control), "{error:?}");
    assert!(error.contains("outcome"), "{error}");
}

#[test]
fn reads_behind_a_byte_order_mark_and_from_a_reader() {
    let text = format!("\u{feff}{FIXTURE}");
    let run = Run::from_reader(text.as_bytes()).unwrap();
    assert_eq!(run, Run::from_json(FIXTURE).unwrap());
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let bytes = b"{\"schema\": \"\xff\"}";
    let error = Run::from_reader(&bytes[..]).unwrap_err();
    assert!(matches!(error, ReadError::Malformed { line: 1, .. }), "{error}");
}

/// The path of every field, elements of lists taken together.
fn fields(value: &serde_json::Value) -> Vec<String> {
    let under = |name: &str, value: &serde_json::Value| {
        let below = fields(value).into_iter();
        let below = below.map(|field| format!("{name}/{field}"));
        std::iter::once(name.to_owned()).chain(below).collect::<Vec<_>>()
    };
    match value {
        serde_json::Value::Object(object) => {
            object.iter().flat_map(|(name, v)| under(name, v)).collect()
        }
        serde_json::Value::Array(list) => {
            list.iter().flat_map(fields).collect()
        }
        _ => Vec::new(),
    }
}
