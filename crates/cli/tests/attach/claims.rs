//! What must hold of a program with the tracker, looked at from outside.

use crate::processes::{Subject, blamed, examined};
use crate::role::{DAMAGED, ELEMENTS, LATER_HELD, OBJECT, OBJECTS};
use crate::util::{ALLOCATORS, refused};
use crate::{kept, processes, watch};
use serde_json::Value;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// A user without rights.
const NOBODY: u32 = 65_534;

type Claim = (&'static str, fn());

const ALL: &[Claim] = &[
    ("every_row_is_known", every_row_is_known),
    ("untracked_it_has_no_containers", untracked_it_has_no_containers),
    ("c_objects_are_foreign_and_not_cached", c_objects_are_foreign),
    ("where_no_walk_is_possible_c_objects_are_bounded", bounded_by_counts),
    ("more_than_have_room_for_their_maps_are_all_seen", all_are_seen),
    ("a_second_allocator_stands_by_its_name", a_second_allocator),
    (
        "a_segment_is_found_by_its_mapping_and_names_containers",
        found_by_its_mapping,
    ),
    ("under_exec_its_containers_are_told", told_under_exec),
    ("without_privilege_a_closed_segment_is_copied", copied_without_privilege),
    ("another_users_program_is_refused_and_said", another_users_is_refused),
    ("a_hostile_segment_is_an_error_and_nothing_else", hostile_is_an_error),
    ("a_watched_process_is_marked_and_is_a_run", watch::marked_and_a_run),
    ("who_watches_hears_of_the_end", watch::the_end_is_told),
    ("without_a_tracker_it_is_watched_too", watch::untracked),
    ("containers_are_served_as_they_are", watch::containers_are_served),
    ("phases_that_it_marks_itself_are_seen", watch::its_own_marks_are_seen),
    ("near_its_limit_it_is_looked_at", watch::its_limit_is_near),
    ("killed_it_is_told_who_held_its_memory", kept::killed),
    ("the_oom_killer_leaves_what_was_held", kept::out_of_memory),
    ("where_nothing_can_be_kept_it_is_said_and_it_runs", kept::refused),
    ("a_full_disk_is_no_matter_for_the_program", kept::full_disk),
    ("a_running_program_is_kept_from_outside", kept::from_outside),
];

/// Checks all claims whose names have `part` in them.
#[expect(clippy::print_stdout, reason = "it is its own test harness")]
pub(crate) fn check(part: &str) {
    for (name, claim) in ALL.iter().filter(|(name, _)| name.contains(part)) {
        claim();
        println!("test {name} ... ok");
    }
}

/// This program in a role, over an allocator.
fn start(role: &str, backend: &str) -> Subject {
    Subject::start(command(role, backend).env("RESIDUE", "on"))
}

pub(crate) fn command(role: &str, backend: &str) -> Command {
    let this = std::env::current_exe().expect("this program");
    let mut command = Command::new(this);
    command.args(["play", role]).env("RESIDUE_BACKEND", backend);
    command
}

pub(crate) fn row(answer: &Value, name: &str) -> u64 {
    let row = &answer["ledger"][name];
    row.as_u64().unwrap_or_else(|| panic!("no {name}: {answer:#}"))
}

fn allocator<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let all = answer["allocators"].as_array().expect("allocators");
    let mut all = all.iter().filter(|of| of["name"] == name);
    all.next().unwrap_or_else(|| panic!("no {name}: {answer:#}"))
}

/// The name that walkers have for a backend.
fn walked(backend: &str) -> &str {
    if backend == "system" { "glibc" } else { backend }
}

fn every_row_is_known() {
    for backend in ALLOCATORS {
        let subject = start("drained", backend);
        let answer = examined(subject.pid());
        let known = ["payload", "slack", "other_live", "foreign_live"];
        let more = ["rounding", "fragmentation", "cached", "metadata"];
        for name in known.into_iter().chain(more).chain(["program"]) {
            row(&answer, name);
        }
        assert_eq!(answer["absent"], serde_json::json!({}), "{answer:#}");
        assert_eq!(answer["allocator"]["name"], walked(backend));
        assert_eq!(answer["counted"]["live"], subject.held);
        let [sessions] = &answer["containers"].as_array().expect("some")[..]
        else {
            panic!("{answer:#}");
        };
        assert_eq!(sessions["name"], "sessions");
        assert_eq!(sessions["payload"], 0);
        // A table of hashbrown has a power of two of buckets, with a byte of
        // control for each.
        let buckets = (ELEMENTS * 8 / 7).next_power_of_two();
        let table = buckets * (136 + 1);
        let slack = sessions["slack"].as_u64().expect("bytes");
        assert!((table..table + 64).contains(&slack), "{slack} of {table}");
        // Its first buckets may lie on a page that nothing else is on, and
        // may never have been used: that page is not resident.
        let resident = row(&answer, "slack");
        assert!((slack - 4096..=slack).contains(&resident), "{resident}");
        assert_eq!(answer["verdict"], "container", "{answer:#}");
        // Nobody is blamed for what is not resident.
        let blamed = blamed(&answer, "container");
        assert!(blamed >= resident as f64, "{answer:#}");
        // Nobody made anything behind the tracker's back but the C library.
        assert!(row(&answer, "foreign_live") < 64 << 10, "{answer:#}");
    }
}

/// The control of the one before.
fn untracked_it_has_no_containers() {
    let mut command = command("drained", "system");
    let subject = Subject::start(command.env("RESIDUE", "off"));
    let answer = examined(subject.pid());
    assert!(answer["ledger"]["payload"].is_null());
    assert!(answer["counted"].is_null());
    assert!(answer["absent"]["containers"].is_string(), "{answer:#}");
}

fn c_objects_are_foreign() {
    let subject = start("with-c", "system");
    let answer = examined(subject.pid());
    let made = (OBJECTS * OBJECT) as u64;
    let foreign = row(&answer, "foreign_live");
    assert!((made..made + made / 8).contains(&foreign), "{answer:#}");
    assert!(row(&answer, "cached") < made / 8, "{answer:#}");
    assert_eq!(answer["counted"]["live"], subject.held);
}

/// glibc's own counts say how much may be C's; what may be is not cached.
fn bounded_by_counts() {
    let subject = start("with-damage", "system");
    let answer = examined(subject.pid());
    let ledger = &answer["ledger"];
    for row in ["foreign_live", "cached", "fragmentation", "residual"] {
        assert!(ledger[row].is_null(), "{row}: {answer:#}");
    }
    let why = |row: &str| answer["absent"][row].as_str().expect("why");
    assert!(why("foreign_live").contains("makes no sense"), "{answer:#}");
    // A chunk has 12 bytes more than such an object, and as many were freed.
    let made = (DAMAGED * (OBJECT + 12)) as u64;
    let most = number_behind(why("foreign_live"), "at most ");
    assert!((made..made + made / 8).contains(&most), "{made}: {answer:#}");
    let free = number_behind(why("cached"), "at least ");
    assert!((made - made / 8..made * 2).contains(&free), "{answer:#}");
    assert_eq!(answer["counted"]["live"], subject.held);
    assert!(row(&answer, "slack") > ELEMENTS * 136, "{answer:#}");
    assert!(blamed(&answer, "cannot-tell") >= most as f64, "{answer:#}");
    assert!(blamed(&answer, "allocator-cached") == 0.0, "{answer:#}");
}

/// Each has a map of its own, and there is room for six at a time.
fn all_are_seen() {
    let subjects = [(); 8].map(|()| start("drained", "system"));
    let pids = subjects.each_ref().map(|of| of.pid().to_string());
    let pids = pids.each_ref().map(String::as_str);
    let args = [&["doctor", "--format", "json"], &pids[..]].concat();
    let output = crate::util::output(&args);
    let said = crate::util::stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all = answer["processes"].as_array().expect("several");
    let seen = all.iter().filter(|of| row(of, "slack") > ELEMENTS * 136);
    assert_eq!(seen.count(), subjects.len(), "{answer:#}");
}

fn number_behind(text: &str, words: &str) -> u64 {
    let (_, rest) = text.split_once(words).expect("a bound");
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|of| of.parse().ok()).expect("a number")
}

fn a_second_allocator() {
    for backend in ["jemalloc", "mimalloc"] {
        let subject = start("with-c", backend);
        let answer = examined(subject.pid());
        let made = (OBJECTS * OBJECT) as u64;
        let foreign = row(&answer, "foreign_live");
        assert!((made..made + made / 8).contains(&foreign), "{answer:#}");
        assert_eq!(answer["allocator"]["name"], backend, "{answer:#}");
        let glibc = allocator(&answer, "glibc");
        assert!(glibc["live"].as_u64() >= Some(made), "{answer:#}");
        assert_eq!(glibc["live"], glibc["foreign"], "{answer:#}");
        let own = allocator(&answer, backend);
        assert!(own["foreign"].as_u64() < Some(64 << 10), "{answer:#}");
        assert!(row(&answer, "program") < 16 << 20, "{answer:#}");
    }
}

fn found_by_its_mapping() {
    let subject = start("closed", "system");
    let answer = examined(subject.pid());
    assert_eq!(answer["counted"]["live"], subject.held);
    assert!(row(&answer, "slack") > 0);
    let containers = answer["containers"].as_array().expect("some");
    let of = |name| containers.iter().find(|of| of["name"] == name);
    let later = of("later").expect("named after the descriptors were closed");
    assert_eq!(later["live"], LATER_HELD);
}

/// Two trackers are in the process then: the one that names containers, and
/// the one that sees C's objects.
fn told_under_exec() {
    let this = std::env::current_exe().expect("this program");
    let folder = tempfile::tempdir().expect("a folder");
    for backend in ["system", "jemalloc"] {
        let mut exec = crate::util::residue(&["exec", "-o", backend, "--"]);
        exec.arg(&this).args(["play", "ends"]).current_dir(folder.path());
        exec.env("RESIDUE", "on").env("RESIDUE_BACKEND", backend);
        let output = exec.output().expect("it starts");
        let said = crate::util::stderr(&output);
        assert_eq!(output.status.code(), Some(5), "{said}");
        let file = folder.path().join(backend).join("run.json");
        let run = std::fs::read(file).expect("a run");
        let run: Value = serde_json::from_slice(&run).expect("JSON");
        let phases = run["probes"][0]["phases"].as_array().expect("phases");
        let exit = phases.iter().find(|of| of["name"] == "exit");
        let exit = exit.unwrap_or_else(|| panic!("{run:#}"));
        assert_eq!(exit["containers"][0]["name"], "sessions", "{exit:#}");
        assert!(row(exit, "slack") > ELEMENTS * 136, "{exit:#}");
        assert_eq!(exit["ledger"]["residual"], 0, "{exit:#}");
    }
}

/// Nobody but a privileged user may open what is mapped.
fn copied_without_privilege() {
    let scope = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope");
    if scope.is_ok_and(|scope| scope.trim() != "0") {
        return processes::skip("only a parent may look at a process here");
    }
    let mut program = command("closed", "system");
    program.env("RESIDUE", "on").uid(NOBODY).gid(NOBODY);
    let may_start = program.spawn().map(|mut child| {
        // It was only tried.
        let _ = child.kill();
        child.wait()
    });
    if may_start.is_err() {
        return processes::skip("no program can be started as another user");
    }
    let subject = Subject::start(&mut program);
    let pid = subject.pid().to_string();
    let mut doctor = crate::util::residue(&["doctor", &pid, "--format=json"]);
    let output = doctor.uid(NOBODY).gid(NOBODY).output().expect("it starts");
    let said = crate::util::stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    processes::assert_closes(&answer);
    assert_eq!(answer["counted"]["live"], subject.held);
    assert!(row(&answer, "slack") > 0);
}

fn another_users_is_refused() {
    let subject = start("drained", "system");
    let pid = subject.pid().to_string();
    for args in [&["doctor", &pid][..], &["watch", &pid]] {
        let mut stranger = crate::util::residue(args);
        let Ok(output) = stranger.uid(NOBODY).gid(NOBODY).output() else {
            return processes::skip("nothing can be started as another user");
        };
        let said = crate::util::stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("no permission"), "{said}");
        assert_eq!(crate::util::stdout(&output), "");
    }
}

fn hostile_is_an_error() {
    for (role, says) in [
        ("unsealed", "not sealed against shrinking"),
        ("short", "map the segment's header"),
        ("garbage", "does not begin with its mark"),
    ] {
        let mut command = command(role, "system");
        let subject = Subject::start(command.env("RESIDUE", "off"));
        let said = refused(&["doctor", &subject.pid().to_string()]);
        assert!(said.contains(says), "{role}: {said}");
    }
}
