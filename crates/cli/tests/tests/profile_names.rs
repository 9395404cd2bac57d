use crate::desk::{Desk, assert_says};
use crate::util::stderr;
use serde_json::json;
use std::path::Path;
use std::process::Command;

fn run(desk: &Desk, tool: &str, args: &[&str]) -> String {
    let mut command = Command::new(tool);
    let run = command.args(args).current_dir(desk.path("")).output();
    let run = run.unwrap_or_else(|_| panic!("{tool} is not installed"));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{tool}: {said}");
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// A profile with a point for each stack of `frames`, of so many bytes.
fn profile(points: &[(u64, Vec<String>)]) -> String {
    let mut frames = Vec::new();
    let mut stored = Vec::new();
    for (bytes, stack) in points {
        let indices: Vec<_> =
            (frames.len()..frames.len() + stack.len()).collect();
        frames.extend(stack.iter().cloned());
        stored.push(json!({ "tb": bytes, "tbk": 1, "fs": indices }));
    }
    let profile = json!({
        "dhatFileVersion": 2, "mode": "rust-heap", "verb": "Allocated",
        "bklt": false, "bkacc": false, "tu": "µs", "Mtu": "s", "cmd": "app",
        "pid": 1, "te": 9, "pps": stored, "ftbl": frames,
    });
    profile.to_string()
}

/// A desk with a stripped program's profile, `heap.json`, another of the same
/// with `more` bytes at its first site, `more.json`, and the binary, `full`.
fn stripped(more: u64) -> Desk {
    let desk = Desk::new();
    let source = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../profile/tests/fixtures/programs/stripped.c"
    );
    run(&desk, "cc", &["-g", "-O2", "-o", "full", source]);
    run(&desk, "strip", &["-o", "app", "full"]);
    let said = run(&desk, "./app", &[]);
    let points = said.lines().map(|line| {
        let (bytes, stack) = line.split_once(' ').expect("a stack");
        let stack = stack.split(' ').map(|at| format!("{at}: ??? (???:0:0)"));
        (bytes.parse().expect("bytes"), stack.collect())
    });
    let mut points: Vec<_> = points.collect();
    desk.write("heap.json", profile(&points));
    points[0].0 += more;
    desk.write("more.json", profile(&points));
    desk
}

#[test]
fn a_stripped_program_is_shown_compared_and_exported_by_its_names() {
    let desk = stripped(64);
    let view = ["profile", "view", "heap.json"];
    assert_says(&desk.fine(&view), &["0x", "no names", "--symbols"]);
    let named = ["--symbols", "full"];
    let shown = desk.fine(&[&view[..], &named].concat());
    assert_says(&shown, &["tiny (stripped.c:", "named: ", "by full"]);
    assert!(!shown.contains("0x"), "{shown}");
    let diff = ["profile", "diff", "heap.json", "more.json"];
    let limit = "--limit=tiny:total=+63B";
    let untold = desk.residue(&[&diff[..], &[limit]].concat());
    assert_eq!(untold.status.code(), Some(2));
    assert_says(&stderr(&untold), &["no names", "--symbols"]);
    desk.no(&[&diff[..], &named, &[limit]].concat());
    desk.fine(&[&diff[..], &named, &["--limit=tiny:total=+64B"]].concat());
    let alone = ["--old-symbols", "full", "--limit=tiny:total=+0"];
    desk.no(&[&diff[..], &named, &alone].concat());
    let export = ["profile", "export", "heap.json", "--format=folded"];
    let folded = desk.fine(&[&export[..], &named].concat());
    assert!(folded.contains("main;grow;fill;tiny 1000"), "{folded}");
}

#[test]
fn a_binary_that_names_nothing_is_refused() {
    let desk = stripped(0);
    let refused = |by: &str| {
        desk.refused(&["profile", "view", "heap.json", "--symbols", by])
    };
    assert_says(&refused("app"), &["app", "neither symbols nor debug"]);
    assert_says(&refused("none"), &["none"]);
    assert_says(&refused("heap.json"), &["heap.json gives no names"]);
    desk.write("other.c", "int main(void) { return 0; }");
    run(&desk, "cc", &["-g", "-o", "other", "other.c"]);
    assert_says(&refused("other"), &["other names nothing of the profile"]);
}

const LINK: &str = "\u{1b}]8;;file:///srv/app/src/cache.rs#7\u{1b}\\";

fn placed() -> Desk {
    let desk = Desk::new();
    let frame = "0x1: app::fill (/srv/app/src/cache.rs:7:1)".to_owned();
    desk.write("heap.json", profile(&[(1000, vec![frame])]));
    desk
}

#[test]
fn places_are_links_where_they_are_asked_for() {
    let desk = placed();
    let view = |more: &[&str]| {
        desk.fine(&[&["profile", "view", "heap.json"], more].concat())
    };
    assert!(!view(&[]).contains('\u{1b}'));
    assert!(view(&["--hyperlinks=always"]).contains(LINK));
    assert!(!view(&["--hyperlinks=never"]).contains('\u{1b}'));
    let args = ["profile", "diff", "heap.json", "none.json"];
    desk.write("none.json", profile(&[]));
    assert!(!desk.fine(&args).contains('\u{1b}'));
    let linked = desk.fine(&[&args[..], &["--hyperlinks=always"]].concat());
    assert!(linked.contains(LINK), "{linked:?}");
}

/// `script` runs a command in a terminal of its own.
#[test]
fn a_terminal_has_links_unless_it_is_dumb_or_told_not_to() {
    let desk = placed();
    let program = crate::util::residue(&[]).get_program().to_owned();
    let program = Path::new(&program).display().to_string();
    let shown = |term: &str, more: &str| {
        let command =
            format!("TERM={term} '{program}' profile view heap.json {more}");
        run(&desk, "script", &["-qec", &command, "/dev/null"])
    };
    assert!(shown("xterm", "").contains(LINK));
    assert!(!shown("dumb", "").contains("]8;;"));
    assert!(!shown("xterm", "--hyperlinks never").contains("]8;;"));
    assert!(!shown("xterm", "| cat").contains("]8;;"));
}

#[test]
fn the_source_is_shown_where_it_is_and_a_folder_that_is_none_refused() {
    let desk = placed();
    desk.write("code/src/cache.rs", "1\n2\n3\n4\n5\n6\n  let seven = 7;\n");
    let view = |folder: &str| {
        ["profile", "view", "heap.json", "--source", folder].map(str::to_owned)
    };
    let args = view("code");
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    assert_says(&desk.fine(&args), &["7 │ let seven = 7;"]);
    let args = view("nowhere");
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    assert_says(&desk.refused(&args), &["nowhere"]);
}
