//! Files that mean ill, or were damaged: each is refused with its place, or
//! read for what it says. What a file cut short comes to stands with the
//! stored form.

use residue_report::{ReadError, Run};

use crate::sample;

const FIXTURE: &str = include_str!("../fixtures/run-1.json");

/// The fixture with `to` in place of the first `from`.
fn with(from: &str, to: &str) -> String {
    assert!(FIXTURE.contains(from), "{from}");
    FIXTURE.replacen(from, to, 1)
}

/// What stands in the place of the error, the field, and the message.
fn refused(text: &str) -> (String, String, String) {
    match Run::from_json(text) {
        Err(ReadError::Malformed { line, column, field, message }) => {
            let place = text.lines().nth(line - 1).unwrap_or_default();
            (place[..column].trim_start().to_owned(), field, message)
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was read: {text}"),
    }
}

#[test]
fn refuses_numbers_that_are_none_or_too_large() {
    for number in [
        "18446744073709551616",
        "99999999999999999999999999999999",
        "1e400",
        "-1e400",
        "1e19",
        "1.0",
        "-1",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "0x10",
        "01",
        "\"1\"",
        "[1]",
        "true",
    ] {
        let (place, field, message) = refused(&with("287309840", number));
        assert!(place.starts_with("\"live\": "), "{number}: {place}");
        assert!(field.starts_with("probes[0].phases[0]."), "{number}: {field}");
        assert!(!message.is_empty());
    }
}

#[test]
fn a_number_that_nobody_reads_may_be_any() {
    for number in ["1e400", "18446744073709551616", "-0.5e-999"] {
        Run::from_json(&with("\"hibernated\": 7", &format!("\"x\": {number}")))
            .unwrap();
    }
    refused(&with("\"hibernated\": 7", "\"x\": NaN"));
}

#[test]
fn refuses_what_is_nested_too_deeply_where_it_is_read() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = |levels| open.repeat(levels) + "1" + &close.repeat(levels);
        for levels in [1, 127, 128, 10_000] {
            Run::from_json(&deep(levels)).unwrap_err();
            refused(&with("287309840", &deep(levels)));
            let outcome = format!("{{\"state\": {}}}", deep(levels));
            refused(&with("\"state\": \"failed\"", &outcome));
            let unread =
                format!("\"state\": \"failed\", \"x\": {}", "[".repeat(levels));
            refused(&with("\"state\": \"failed\"", &unread));
        }
    }
}

#[test]
fn what_nobody_reads_may_be_nested_to_any_depth() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    for field in ["\"hypervisor\": ", "\"hibernated\": "] {
        let text = with(field, &format!("\"deep\": {deep}, {field}"));
        assert_eq!(
            Run::from_json(&text).unwrap(),
            Run::from_json(FIXTURE).unwrap()
        );
        refused(&text.replacen("]]", "]", 1));
    }
}

#[test]
fn refuses_a_field_that_stands_twice_in_its_object() {
    for (field, path) in [
        ("\"schema\": \"residue.run/1\"", ""),
        ("\"kernel\": \"6.18.5\"", "environment"),
        ("\"backend\": \"jemalloc\"", "probes[0]"),
        ("\"dirty_decay_ms\": \"10000\"", "probes[0].settings"),
        ("\"elapsed_ns\": 141200000", "probes[0].phases[0]"),
        ("\"slack\": 140000000", "probes[0].phases[0].ledger"),
        ("\"residual\": 4096", "probes[0].phases[0].ledger"),
        ("\"capacity\": 1835008", "probes[0].phases[0].containers[0]"),
        ("\"state\": \"failed\"", "probes[1].outcome"),
        ("\"allocated\": 5", "probes[1].phases[0].allocator"),
        (
            "\"metadata\": \"the profiler does not tell\"",
            "probes[1].phases[0].absent",
        ),
    ] {
        let name = field.split('"').nth(1).unwrap();
        let (_, place, message) =
            refused(&with(field, &format!("{field}, {field}")));
        assert_eq!(message, format!("duplicate field `{name}`"));
        assert!(place.starts_with(path), "{name}: {place}");
    }
    for (name, empty) in [("environment", "{}"), ("probes", "[]")] {
        let mut twice = FIXTURE.trim_end().trim_end_matches('}').to_owned();
        twice.push_str(&format!(", \"{name}\": {empty}}}"));
        let (_, _, message) = refused(&twice);
        assert_eq!(message, format!("duplicate field `{name}`"));
    }
}

#[test]
fn refuses_what_is_no_object_of_a_run() {
    for text in ["", " ", "\0", "null", "7", "\"run\"", "\u{feff}"] {
        refused(text);
    }
    let wide: Vec<u8> =
        FIXTURE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&wide[..], &[0; 4096], &[0xff; 4096], b"\x1f\x8b\x08\0"] {
        let error = Run::from_reader(bytes).unwrap_err();
        assert!(matches!(error, ReadError::Malformed { line: 1, .. }));
    }
}

#[test]
fn a_name_may_be_anything_and_stays_what_it_is() {
    let long = "x".repeat(1 << 20);
    for name in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "a\u{1b}[2Jb\u{202e}c\0",
        "| a | b |\n::error::c",
        "../../etc/passwd",
        &long,
    ] {
        let mut run = sample::run();
        run.probes[0].scenario = name.to_owned();
        run.probes[0].phases[0].name = name.to_owned();
        run.probes[0].settings.insert(name.to_owned(), name.to_owned());
        let text = run.to_json_pretty();
        assert_eq!(Run::from_json(&text).unwrap(), run);
    }
}

#[test]
fn an_error_shows_no_more_of_a_name_than_fits_and_obeys_none_of_it() {
    let name = format!("\u{1b}[2J{}", "x".repeat(1 << 20));
    let mut run = sample::run();
    run.probes[0].scenario = name.clone();
    run.probes[0].backend = name.clone();
    run.probes[0].phases[0].name = name.clone();
    run.probes[0].phases[1].name = name.clone();
    let phase = Run::from_json(&run.to_json_pretty()).unwrap_err();
    run.probes[0].phases[1].name.clear();
    run.probes.push(run.probes[0].clone());
    let probe = Run::from_json(&run.to_json_pretty()).unwrap_err();
    let text = with("\"dirty_decay_ms\"", &format!("{name:?}: \"\", {name:?}"))
        .replace("\\u{1b}", "\\u001b");
    let field = Run::from_json(&text).unwrap_err();
    let schema = with("residue.run/1", &name).replace('\u{1b}', "\\u001b");
    let schema = Run::from_json(&schema).unwrap_err();
    for error in [phase, probe, field, schema] {
        let error = error.to_string();
        assert!(error.len() < 1000, "{} bytes", error.len());
        assert!(!error.contains(char::is_control), "{error:?}");
    }
}
