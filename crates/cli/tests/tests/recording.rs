//! The files are read here as any program reads them, not by the library
//! that wrote them.

use crate::desk::{Desk, assert_says};
use crate::util::{ELEMENTS, residue, retention, stderr};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

/// What all points of a profile have together of one of dhat's fields.
fn sum(profile: &Value, field: &str) -> u64 {
    let points = profile["pps"].as_array().expect("points");
    points.iter().map(|point| point[field].as_u64().expect(field)).sum()
}

fn read(desk: &Desk, name: &str) -> Value {
    serde_json::from_str(&desk.read(name)).expect("JSON")
}

/// The whole of `scenario`, recorded.
fn whole(scenario: &str, more: &[&str]) -> Value {
    let desk = Desk::new();
    let args = ["profile", scenario, "--phase=none"];
    desk.fine(&[&args[..], more].concat());
    assert_eq!(desk.names("."), ["dhat-heap.json"]);
    read(&desk, "dhat-heap.json")
}

fn counted(profile: &Value, figure: &str) -> Option<u64> {
    profile["residue"]["harness"][figure].as_u64()
}

const SCENARIOS: [&str; 6] = [
    "hashmap-value",
    "hashmap-pointer",
    "hashmap-wide",
    "hashmap-survivors",
    "customer-cache",
    "threads-exchange",
];

#[test]
fn the_profile_holds_what_the_tracker_counts_to_the_byte() {
    for scenario in SCENARIOS {
        let profile = whole(scenario, &["-n", "3000"]);
        let pairs = [
            ("tb", "total"),
            ("tbk", "total_blocks"),
            ("eb", "end"),
            ("ebk", "end_blocks"),
        ];
        for (field, figure) in pairs {
            let (its, ours) = (sum(&profile, field), counted(&profile, figure));
            assert_eq!(Some(its), ours, "{figure} of {scenario}");
        }
        assert!(sum(&profile, "tb") > 100_000, "{scenario} allocates");
        // With several threads each is looked at when it comes by.
        let peak = counted(&profile, "peak");
        let seen = (scenario != "threads-exchange").then(|| {
            let peak = sum(&profile, "gb");
            assert!(peak > 50_000, "{scenario} holds something");
            peak
        });
        assert_eq!(seen, peak, "the peak of {scenario}");
    }
}

#[test]
fn a_phase_has_in_its_profile_what_is_live_in_the_ledger() {
    let size = ELEMENTS.to_string();
    let desk = Desk::new();
    desk.fine(&["profile", "hashmap-pointer", "-n", &size, "-o", "heap.json"]);
    let whole = read(&desk, "heap.json");
    let marks = whole["residue"]["phases"].as_array().expect("phases");
    let course = retention().probe("hashmap-pointer", "system").course();
    assert_eq!(marks.len(), course.len());
    let mut held = Vec::new();
    for (mark, (phase, [live, ..])) in marks.iter().zip(course) {
        assert_eq!(mark["name"], phase);
        assert_eq!(mark["live"].as_i64(), Some(live), "live at {phase}");
        if phase != "baseline" {
            let own = read(&desk, &format!("heap.{phase}.json"));
            assert_eq!(sum(&own, "eb") as i64, live, "held at {phase}");
            held.push(live);
        }
    }
    assert_eq!(desk.names(".").len(), marks.len());
    // The figures that agree are not all one.
    assert!(held[0] > held[1] && held[1] > 500_000, "{held:?}");
}

#[test]
fn one_planted_byte_shows() {
    let sizes = ["-n", "1000"];
    let plain = whole("hashmap-value", &sizes);
    let planted = whole("hashmap-value", &["-n", "1000", "--plant=live=1"]);
    assert_eq!(sum(&planted, "tb"), sum(&plain, "tb") + 1);
    assert_eq!(sum(&planted, "gb"), sum(&plain, "gb") + 1);
    assert_eq!(counted(&planted, "peak"), Some(sum(&plain, "gb") + 1));
    assert_eq!(planted["residue"]["plant"], "live=1");
}

/// The frames of the site that allocated the most, as the tool shows them.
fn largest(desk: &Desk) -> Vec<Value> {
    let args =
        ["profile", "view", "dhat-heap.json", "--format=json", "--top=1"];
    let shown = desk.fine(&args);
    let view: Value = serde_json::from_str(&shown).expect("JSON");
    view["sites"][0]["stack"].as_array().expect("a stack").clone()
}

#[test]
fn the_scenarios_own_line_stands_at_the_top() {
    check_top();
}

/// Where most frames are inlined, and have their names from debug
/// information alone.
#[test]
#[ignore = "a claim about release builds"]
fn the_scenarios_own_line_stands_at_the_top_of_a_release_build() {
    check_top();
}

fn check_top() {
    let desk = Desk::new();
    desk.fine(&["profile", "hashmap-pointer", "-n", "2000", "--phase=none"]);
    let stack = largest(&desk);
    let is_ours = |frame: &&Value| {
        let function = frame["function"].as_str().unwrap_or_default();
        function.contains("residue_scenarios") && function.ends_with("::of")
    };
    let frame = stack.iter().find(is_ours).expect("a frame of the scenario");
    // dhat keeps the last parts of a path, and not all of this one.
    let file = frame["file"].as_str().expect("a file");
    let (_, below) = file.split_once("src/").expect("a crate's source");
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/src");
    let source = Path::new(sources).join(below);
    let text = std::fs::read_to_string(source).expect("the source");
    let line = frame["line"].as_u64().expect("a line") as usize;
    let line = text.lines().nth(line - 1).expect("a line of the source");
    assert!(line.contains("Box::new"), "{line}");
}

#[test]
fn frames_are_as_many_as_asked() {
    let deepest = |more: &[&str]| {
        let more = [&["-n", "100"], more].concat();
        let profile = whole("hashmap-pointer", &more);
        let points = profile["pps"].as_array().expect("points").clone();
        let stacks = points.iter().map(|point| {
            let frames = point["fs"].as_array().expect("a stack").iter();
            let frame = |at: &Value| at.as_u64().expect("an index") as usize;
            frames.map(|at| profile["ftbl"][frame(at)].to_string()).collect()
        });
        let stacks: Vec<Vec<String>> = stacks.collect();
        (stacks.iter().map(Vec::len).max(), stacks.concat().join("\n"))
    };
    let (few, trimmed) = deepest(&["--frames=4"]);
    let (many, _) = deepest(&["--frames=40"]);
    let (all, untrimmed) = deepest(&["--trim=none"]);
    assert_eq!(few, Some(4));
    assert!(few < many && many < all, "{few:?} {many:?} {all:?}");
    assert!(!trimmed.contains("dhat::"), "{trimmed}");
    assert!(untrimmed.contains("dhat::"), "{untrimmed}");
}

#[test]
fn only_the_phases_that_are_named_get_a_profile() {
    let desk = Desk::new();
    let record = ["profile", "hashmap-value", "-n", "10", "-o", "x/heap.json"];
    desk.write("x/other", "");
    desk.fine(&[&record[..], &["--phase=drained,s*"]].concat());
    let names = ["drained", "settled", "shrunk"];
    let mut names: Vec<_> =
        names.iter().map(|name| format!("heap.{name}.json")).collect();
    names.insert(1, "heap.json".to_owned());
    names.push("other".to_owned());
    assert_eq!(desk.names("x"), names);
    let said = desk.refused(&[&record[..], &["--phase=dained"]].concat());
    assert_says(&said, &["unknown phase", "did you mean `drained`"]);
}

#[test]
fn what_cannot_be_recorded_is_refused_before_it_is_tried() {
    let desk = Desk::new();
    let refused = |args: &[&str]| desk.refused(&[&["profile"], args].concat());
    let said = refused(&["hashmap-vlaue"]);
    assert_says(&said, &["did you mean `hashmap-value`"]);
    assert_says(&refused(&[]), &["<SCENARIO>"]);
    assert_says(&refused(&["empty", "-n", "0"]), &["at least 1"]);
    assert_says(&refused(&["empty", "--frames", "3"]), &["3", "4.."]);
    let said = refused(&["empty", "-o", "none/heap.json"]);
    assert_says(&said, &["none/heap.json", "name a file"]);
    assert_says(&refused(&["empty", "-o", "."]), &["is a folder"]);
    assert_says(&refused(&["empty", "-o", "-"]), &["--phase none"]);
    let full = ["empty", "-o", "/dev/full", "--phase=none"];
    assert_says(&refused(&full), &["/dev/full", "No space left"]);
    assert_says(&refused(&["empty", "view"]), &["view"]);
    assert!(desk.names(".").is_empty());
}

#[test]
fn an_interrupted_recording_keeps_what_is_done() {
    let desk = Desk::new();
    let mut command = residue(&["profile", "hashmap-pointer", "-n", "20000"]);
    command.current_dir(desk.path(".")).stdout(Stdio::null());
    let child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let deadline = Instant::now() + Duration::from_secs(120);
    while !desk.path("dhat-heap.json").exists() {
        assert!(Instant::now() < deadline, "nothing is stored");
        thread::sleep(Duration::from_millis(5));
    }
    let pid = Pid::from_child(&child);
    kill_process(pid, Signal::INT).expect("it runs");
    let output = child.wait_with_output().expect("a child");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_says(&said, &["interrupted after 1 of 7 profiles"]);
    assert_eq!(desk.names("."), ["dhat-heap.json"]);
    desk.fine(&["profile", "view", "dhat-heap.json"]);
}
