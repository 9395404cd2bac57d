//! What is hard on a library in the place of `malloc`, under `residue exec`.

use crate::desk::{Desk, assert_says};
use crate::exec::{closed, exec, number, phase, run};
use crate::processes::{built, skip};
use crate::util::{binary, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Bytes that the program keeps: 20,000 times 400.
const KEPT: i64 = 8_000_000;

/// What the C library and a program's threads may keep besides.
const BESIDES: i64 = 1 << 20;

/// A user without rights.
const NOBODY: u32 = 65_534;

fn of_c(name: &str, flags: &[&str]) -> Option<PathBuf> {
    let flags = [&["-O1", "-pthread"], flags].concat();
    built("cc", "robust.c", &flags, name)
}

fn program() -> Option<PathBuf> {
    of_c("robust-c", &[])
}

fn plugin() -> Option<PathBuf> {
    of_c("robust-plugin.so", &["-DPLUGIN", "-shared", "-fPIC"])
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Runs `words` in `desk`, which must answer 5, and returns what was measured
/// and what was said.
fn answers_5(desk: &Desk, words: &[&str]) -> (Value, String) {
    let output = exec(desk, &["--force"], words);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(5), "{words:?}: {said}");
    assert_eq!(stdout(&output), "");
    let run = run(desk);
    assert!(closed(&run) >= 2, "{run:#}");
    (run, said)
}

/// What is said of the last look where counters and map differ.
fn drifted(said: &str) -> bool {
    said.contains("exit: ")
}

#[test]
fn whatever_a_program_does_nothing_is_lost() {
    let (Some(program), Some(plugin)) = (program(), plugin()) else { return };
    let words = [text(&program), "all", text(&plugin)];
    let (run, said) = answers_5(&Desk::new(), &words);
    assert!(!drifted(&said), "{said}");
    let live = number(phase(&run, "exit"), "live");
    assert!((KEPT..KEPT + BESIDES).contains(&live), "{live}");
}

/// The control: a library that calls the C library's `free` by itself.
#[test]
fn what_goes_past_the_library_is_told() {
    let (Some(program), Some(plugin)) = (program(), plugin()) else { return };
    let words = [text(&program), "deep-plugins", "20", text(&plugin)];
    let (_, said) = answers_5(&Desk::new(), &words);
    assert!(drifted(&said), "{said}");
}

#[test]
fn where_memory_files_are_refused_it_is_measured_from_outside() {
    let Some(program) = program() else { return };
    let words = [text(&program), "without", "memfd"];
    let (run, said) = answers_5(&Desk::new(), &words);
    assert_says(&said, &["memory files are refused"]);
    assert!(phase(&run, "exit")["live"].is_null(), "{run:#}");
}

#[test]
fn an_allocator_of_the_programs_own_is_told_and_not_counted_as_nothing() {
    let Some(own) = of_c("robust-own", &["-DOWN_MALLOC"]) else { return };
    let desk = Desk::new();
    let output = exec(&desk, &[], &[text(&own), "churn", "1000"]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert_says(&stderr(&output), &["own file has a malloc"]);
    assert!(!stderr(&output).contains("ulimit"), "{}", stderr(&output));
    let run = run(&desk);
    let exit = phase(&run, "exit");
    assert!(exit["live"].is_null(), "{exit:#}");
    assert!(exit["ledger"]["residual"].is_null(), "{exit:#}");
    let why = exit["absent"]["residual"].to_string();
    assert_says(&why, &["no walker reads it"]);
}

#[test]
fn a_program_with_a_sanitizer_is_told_and_left_alone() {
    let Some(_) = program() else { return };
    let runtime =
        Command::new("cc").arg("-print-file-name=libasan.so").output();
    if !runtime.is_ok_and(|of| of.stdout.contains(&b'/')) {
        return skip("there is no AddressSanitizer");
    }
    let flags = ["-fsanitize=address"];
    let Some(sanitized) = of_c("robust-asan", &flags) else { return };
    let mut command = crate::util::residue(&["exec", "-o", "run", "--"]);
    command.arg(&sanitized).args(["churn", "1000"]);
    // It keeps what it made to its end.
    command.env("ASAN_OPTIONS", "detect_leaks=0");
    let desk = Desk::new();
    let output = command.current_dir(desk.path(".")).output();
    let output = output.expect("it starts");
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert_says(&stderr(&output), &["sanitizer", "from outside"]);
}

#[test]
fn every_new_and_delete_of_c_plus_plus_is_counted() {
    let flags = ["-std=c++17", "-O1", "-pthread"];
    let Some(program) = built("c++", "robust.cpp", &flags, "robust-cpp") else {
        return;
    };
    let (run, said) = answers_5(&Desk::new(), &[text(&program)]);
    assert!(!drifted(&said), "{said}");
    let (start, exit) = (phase(&run, "start"), phase(&run, "exit"));
    let more = number(exit, "live") - number(start, "live");
    assert!(more.abs() < BESIDES / 16, "{exit:#}");
    // Nobody allocates before the library is there, not even C++'s own.
    assert_eq!(exit["ledger"]["foreign_live"].as_i64(), Some(0), "{exit:#}");
    let own = [&flags[..], &["-DOWN_NEW"]].concat();
    let Some(program) = built("c++", "robust.cpp", &own, "robust-cpp-own")
    else {
        return;
    };
    let (_, said) = answers_5(&Desk::new(), &[text(&program)]);
    assert_says(&said, &["new of its own"]);
}

#[test]
fn neither_proc_nor_shared_memory_is_needed_in_the_program() {
    let is_root = fs::metadata("/proc/self").is_ok_and(|of| of.uid() == 0);
    let may = Command::new("unshare").args(["-m", "true"]).status();
    if !is_root || !may.is_ok_and(|status| status.success()) {
        return skip("mounts cannot be changed here");
    }
    let (Some(program), Some(plugin)) = (program(), plugin()) else { return };
    let desk = Desk::new();
    // What is mounted is gone with the namespace.
    let script = format!(
        "mount -t tmpfs -o ro none /dev/shm; umount -l /proc; exec {} all {}",
        text(&program),
        text(&plugin)
    );
    let (run, said) = answers_5(&desk, &["unshare", "-m", "sh", "-c", &script]);
    assert!(!drifted(&said), "{said}");
    assert!(number(phase(&run, "exit"), "live") >= KEPT, "{run:#}");
}

#[test]
fn a_program_with_more_rights_than_its_user_is_told_and_left_alone() {
    let is_root = fs::metadata("/proc/self").is_ok_and(|of| of.uid() == 0);
    let Some(program) = program().filter(|_| is_root) else {
        return skip("nothing can be given to another user");
    };
    let desk = Desk::new();
    let open = |name: &str, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(desk.path(name), mode).expect("it is ours");
    };
    let copy = |from: &Path, name| fs::copy(from, desk.path(name));
    copy(&program, "setuid").expect("room");
    let binary = Path::new(binary());
    copy(binary, "residue").expect("room");
    fs::create_dir(desk.path("mine")).expect("room");
    open(".", 0o755);
    open("mine", 0o777);
    open("setuid", 0o4755);
    let mut command = Command::new(desk.path("residue"));
    command.args(["exec", "-o", "run", "--", "../setuid", "churn", "100"]);
    command.current_dir(desk.path("mine")).uid(NOBODY).gid(NOBODY);
    let Ok(output) = command.output() else {
        return skip("nothing can be started as another user");
    };
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert_says(&said, &["setuid", "from outside"]);
}

#[test]
fn any_library_with_a_malloc_can_be_the_allocator() {
    let library = "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2";
    let Some(program) = program().filter(|_| Path::new(library).exists())
    else {
        return skip("there is no library of jemalloc");
    };
    let desk = Desk::new();
    fs::copy(library, desk.path("mine.so")).expect("room");
    let options = ["--backend", "./mine.so"];
    let output = exec(&desk, &options, &[text(&program), "family"]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    let run = run(&desk);
    assert!(closed(&run) >= 2);
    assert_eq!(run["probes"][0]["backend"], "mine.so");
    assert!(number(phase(&run, "exit"), "live") >= KEPT);
}
