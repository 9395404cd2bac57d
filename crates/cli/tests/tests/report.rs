use crate::desk::{Desk, assert_says};
use crate::util::{binary, residue, stderr};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

/// Something that only this format has.
const FORMATS: [(&str, &str, &str); 4] = [
    ("terminal", "txt", "  allocator  rounding"),
    ("markdown", "md", "<details>"),
    ("html", "html", "</html>"),
    ("json", "json", "\"schema\": \"residue.run/1\""),
];

#[test]
fn every_format_is_written_by_its_name_and_by_that_of_the_file() {
    let desk = Desk::with_a_run();
    for (format, extension, sign) in FORMATS {
        let printed = desk.fine(&["report", "a", "--format", format]);
        assert_says(&printed, &[sign, "hashmap-pointer", "jemalloc"]);
        let file = format!("report.{extension}");
        assert_eq!(desk.fine(&["report", "a", "-o", &file]), "");
        assert_eq!(desk.read(&file), printed, "{format}");
        let again = desk.fine(&["report", "a", "--format", format]);
        assert_eq!(again, printed, "the same bytes");
    }
    assert_eq!(desk.fine(&["report", "a"]), desk.read("report.txt"));
    let expected =
        ["a", "report.html", "report.json", "report.md", "report.txt"];
    assert_eq!(desk.names("."), expected, "nothing is left beside them");
}

#[test]
fn a_format_that_is_named_wins_over_the_name_of_the_file() {
    let desk = Desk::with_a_run();
    desk.fine(&["report", "a", "-o", "report.html", "--format", "json"]);
    assert!(desk.read("report.html").starts_with('{'));
    let said = desk.refused(&["report", "a", "-o", "report.pdf"]);
    assert_says(&said, &["report.pdf", ".html", "--format"]);
}

#[test]
fn the_stored_form_is_what_is_stored() {
    let desk = Desk::with_a_run();
    let stored: Value = serde_json::from_str(&desk.read("a/run.json")).unwrap();
    let printed = desk.fine(&["report", "a/run.json", "--format=json"]);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed, stored);
}

#[test]
fn a_part_is_taken_by_scenario_and_backend() {
    let desk = Desk::with_a_run();
    let args = ["report", "a", "-s=hashmap-*", "-b=sys*", "--format=json"];
    let part: Value = serde_json::from_str(&desk.fine(&args)).unwrap();
    let probes = part["probes"].as_array().expect("probes");
    assert_eq!(probes.len(), 2, "both repetitions");
    assert!(probes.iter().all(|probe| probe["backend"] == "system"));
    let said = desk.refused(&["report", "a", "--backend", "sytem"]);
    assert_says(&said, &["`sytem`", "did you mean `system`"]);
    let said = desk.refused(&["report", "a", "-s", "empty,hashmap-*"]);
    assert_says(&said, &["unknown scenario `empty`"]);
    desk.refused(&["report", "a", "-s", "hashmap-["]);
}

#[test]
fn text_is_as_wide_as_asked() {
    let desk = Desk::with_a_run();
    let widest = |args: &[&str]| {
        let text = desk.fine(args);
        text.lines().map(|line| line.chars().count()).max()
    };
    assert!(widest(&["report", "a", "--width=70"]) <= Some(70));
    assert!(widest(&["report", "a"]) > Some(70));
}

#[test]
fn what_cannot_be_read_is_named() {
    let desk = Desk::with_a_run();
    desk.write("empty/other.txt", "");
    desk.write("newer.json", r#"{"schema":"residue.run/2","probes":[]}"#);
    desk.write("broken.json", "{\"schema\":\"residue.run/1\",\n  \"x\": [}");
    desk.write("else.json", r#"{"schema":"residue.diff/1"}"#);
    desk.write("bytes.json", [0xff; 100]);
    desk.write("nothing.json", "");
    for (run, says) in [
        ("empty", &["empty", "has no run.json"][..]),
        ("newer.json", &["residue.run/2", "residue.run/1", "install"]),
        ("broken.json", &["line 2, column"]),
        ("else.json", &["residue.diff/1"]),
        ("bytes.json", &["malformed"]),
        ("nothing.json", &["malformed"]),
        ("missing.json", &["no such file"]),
        ("a/run.json/x", &["no such file"]),
    ] {
        for verb in [&["report", run][..], &["diff", run, "a"]] {
            let said = desk.refused(verb);
            assert_says(&said, &[run]);
            assert_says(&said, says);
        }
    }
}

#[test]
fn a_name_from_a_file_cannot_steer_the_terminal() {
    let desk = Desk::new();
    desk.put_with("a", |run| {
        for probe in run["probes"].as_array_mut().expect("probes") {
            probe["scenario"] = "\u{1b}[31mred".into();
        }
    });
    let said = desk.refused(&["report", "a", "--scenario=x"]);
    assert!(!said.contains('\u{1b}'), "{said}");
    assert!(!desk.fine(&["report", "a"]).contains('\u{1b}'));
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_nothing_is_left() {
    let desk = Desk::with_a_run();
    desk.write("file", "kept");
    for out in ["none/report.md", "file/report.md", "/proc/report.md"] {
        let said = desk.refused(&["report", "a", "-o", out]);
        assert_says(&said, &["could not write", out]);
    }
    let said = desk.refused(&["report", "a", "-o", "a", "--format=json"]);
    assert_says(&said, &["a is a folder"]);
    let said = desk.refused(&["run", "-s=empty", "-o", "none/report.md"]);
    assert_says(&said, &["none/report.md"]);
    assert!(!desk.path("results").exists(), "nothing was measured");
    assert_eq!(desk.names("."), ["a", "file"]);
}

#[test]
fn a_report_may_go_into_the_folder_that_the_run_makes() {
    let desk = Desk::with_a_run();
    let small = ["--scenario=empty", "--backend=system", "--elements=1"];
    let out = ["run", "--out=new", "--output=new/report.md"];
    desk.fine(&[&out[..], &small].concat());
    assert_eq!(desk.names("new"), ["pages.bin", "report.md", "run.json"]);
}

#[test]
fn a_report_does_not_replace_its_own_run() {
    let desk = Desk::with_a_run();
    let stored = desk.read("a/run.json");
    let args = ["report", "a", "-b=system", "-o", "a/run.json"];
    assert_says(&desk.refused(&args), &["the run itself"]);
    assert_eq!(desk.read("a/run.json"), stored);
}

#[test]
fn a_report_is_readable_by_all() {
    let desk = Desk::with_a_run();
    desk.fine(&["report", "a", "-o", "report.md"]);
    let found = std::fs::metadata(desk.path("report.md")).expect("a file");
    assert_eq!(found.permissions().mode() & 0o777, 0o644);
}

#[test]
fn a_device_is_written_to_and_stays() {
    let desk = Desk::with_a_run();
    desk.fine(&["report", "a", "-o", "/dev/null", "--format", "json"]);
    let standard = desk.fine(&["report", "a", "-o", "-"]);
    assert_eq!(standard, desk.fine(&["report", "a"]));
    let args = ["report", "a", "-o", "/dev/stdout", "--format=terminal"];
    assert_eq!(desk.fine(&args), standard);
    let null = std::fs::metadata("/dev/null").expect("a device");
    assert!(!null.is_file());
}

/// A file of any size is written to the pipe in pieces; the reader of the
/// first is content.
#[test]
fn a_reader_that_went_away_is_no_error() {
    let desk = Desk::with_a_run();
    for (format, ..) in FORMATS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = residue(&["report", "--format", format])
            .arg(desk.path("a"))
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let output = child.wait_with_output().expect("a child");
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(stderr(&output), "", "{format}");
    }
}

#[test]
fn html_is_not_for_a_terminal() {
    for command in ["report run", "run -s empty", "diff run run"] {
        let desk = Desk::new();
        desk.put("run");
        let line = format!("{} {command} --format html", binary());
        // A terminal, as `script` makes one.
        let output = std::process::Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .current_dir(desk.path("."))
            .stdin(Stdio::null())
            .output()
            .expect("script of util-linux");
        assert_eq!(output.status.code(), Some(2), "{command}");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_says(&said, &["HTML", "-o ", ".html"]);
        assert_eq!(desk.names("."), ["run"], "nothing was measured");
    }
}

#[test]
fn a_run_is_shown_in_every_format_too() {
    let desk = Desk::new();
    let quick = ["run", "-s=empty", "-b=system", "--settle=0s"];
    for (format, extension, _) in FORMATS {
        let file = format!("report.{extension}");
        let out = format!("run-{format}");
        let args = ["-o", &file, "--out", &out];
        assert_eq!(desk.fine(&[&quick[..], &args].concat()), "");
        let again = desk.fine(&["report", &out, "--format", format]);
        assert_eq!(desk.read(&file), again, "{format}");
    }
}

#[test]
fn a_damaged_page_map_is_named_with_its_byte_and_missing_ones_are_fine() {
    let desk = Desk::with_a_run();
    let whole = desk.fine(&["report", "a", "--format=html"]);
    desk.write("a/pages.bin", "residue.pages/1\n\0\x7fcut");
    let said = desk.refused(&["report", "a", "-o", "report.html"]);
    assert_says(&said, &["a/pages.bin", "byte 21", "delete it"]);
    assert!(!desk.path("report.html").exists());
    // What does not show them does not read them.
    desk.fine(&["report", "a"]);
    std::fs::remove_file(desk.path("a/pages.bin")).expect("a file");
    let without = desk.fine(&["report", "a", "--format=html"]);
    assert!(without.contains("</html>"));
    assert!(whole.len() >= without.len());
}

#[test]
fn several_scenarios_are_one_table_unless_the_ledgers_are_asked_for() {
    let desk = Desk::new();
    desk.put_with("a", |run| {
        let probes = run["probes"].as_array_mut().expect("probes");
        let mut other = probes[0].clone();
        other["scenario"] = "hashmap-other".into();
        probes.push(other);
    });
    let lines = |text: &str| text.lines().count();
    let table = desk.fine(&["report", "a"]);
    assert_says(&table, &["Who holds what", "hashmap-other", "--full"]);
    assert!(lines(&table) < 24, "{table}");
    let full = desk.fine(&["report", "a", "--full"]);
    assert_says(&full, &["  allocator  rounding", "hashmap-other"]);
    assert!(lines(&full) > 2 * lines(&table), "{full}");
    let one = desk.fine(&["report", "a", "--scenario", "hashmap-other"]);
    assert_says(&one, &["  allocator  rounding"]);
}
