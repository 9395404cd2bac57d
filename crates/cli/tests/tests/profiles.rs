use crate::desk::{Desk, assert_says};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A file of a real profiler.
fn fixture(name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../profile");
    Path::new(folder).join("tests/fixtures").join(name)
}

const HEAP: &str = "dhat-rs-heap.json";

/// A folder with `heap.json`, and `other.json`, changed.
fn desk(change: impl Fn(&mut Value)) -> Desk {
    let desk = Desk::new();
    let text = std::fs::read_to_string(fixture(HEAP)).expect("a fixture");
    let mut profile: Value = serde_json::from_str(&text).expect("JSON");
    desk.write("heap.json", &text);
    change(&mut profile);
    desk.write("other.json", profile.to_string());
    desk
}

/// The largest site allocates a block of 1,000 bytes more, and frees it.
fn grown(profile: &mut Value) {
    let point = &mut profile["pps"][0];
    for (field, more) in [("tb", 1000), ("tbk", 1)] {
        point[field] = (point[field].as_u64().expect(field) + more).into();
    }
}

/// As after an edit further up, and by another compiler.
fn moved(profile: &mut Value) {
    let frames = profile["ftbl"].as_array_mut().expect("frames");
    for frame in frames {
        let text = frame.as_str().expect("text").replace(":3:", ":33:");
        let text = text.replace("app::grow", "app::grow::h0123456789abcdef");
        *frame = text.into();
    }
}

#[test]
fn every_profiler_is_shown_in_every_format() {
    let desk = Desk::new();
    for name in [
        "dhat-rs-ad-hoc.json",
        HEAP,
        "heapscope-heap.json",
        "valgrind-ad-hoc.json",
        "valgrind-copy.json",
        "valgrind-heap.json",
    ] {
        let file = fixture(name);
        let file = file.to_str().expect("a plain path");
        for (out, part) in [
            ("view.txt", "Call sites"),
            ("view.md", "**"),
            ("view.html", "</html>"),
            ("view.json", "\"sites\""),
        ] {
            desk.fine(&["profile", "view", file, "-o", out]);
            assert!(desk.read(out).contains(part), "{name} as {out}");
        }
        let shown = desk.fine(&["profile", "view", file]);
        assert_eq!(shown, desk.read("view.txt"), "{name}");
    }
}

#[test]
fn sites_are_ordered_and_counted_as_asked() {
    let desk = desk(grown);
    let sites = |more: &[&str]| {
        let args = ["profile", "view", "heap.json", "--format=json"];
        let shown = desk.fine(&[&args[..], more].concat());
        let view: Value = serde_json::from_str(&shown).expect("JSON");
        view["sites"].as_array().expect("sites").clone()
    };
    for figure in ["total", "peak", "end", "total-blocks", "short_lived"] {
        let name = figure.replace('-', "_");
        let all = sites(&["--by", figure]);
        let values: Vec<_> =
            all.iter().map(|site| site["figures"][&name].as_u64()).collect();
        assert!(values.is_sorted_by(|one, next| one >= next), "{values:?}");
        assert!(values[0] > Some(0), "{figure}: {values:?}");
        assert_eq!(sites(&["--by", figure, "--top=1"]), all[..1]);
    }
}

#[test]
fn a_profile_is_read_from_a_pipe_too() {
    let desk = desk(grown);
    let file = std::fs::File::open(desk.path("heap.json")).expect("a file");
    let mut command = crate::util::residue(&["profile", "view", "-"]);
    let output = command.stdin(file).output().expect("it starts");
    let shown = crate::util::stdout(&output);
    assert_eq!(shown, desk.fine(&["profile", "view", "heap.json"]));
}

#[test]
fn growth_past_a_limit_is_the_exit_code_and_nothing_else_is() {
    let desk = desk(grown);
    let args = ["profile", "diff", "heap.json", "other.json"];
    let (shown, said) = desk.no(&args);
    assert_says(&shown, &["app::grow", "grown"]);
    assert_says(&said, &["total"]);
    desk.fine(&["profile", "diff", "other.json", "heap.json"]);
    desk.fine(&["profile", "diff", "heap.json", "heap.json"]);
    let fine = |more: &[&str]| desk.fine(&[&args[..], more].concat());
    let no = |more: &[&str]| desk.no(&[&args[..], more].concat());
    fine(&["--limit=total=+1000B"]);
    fine(&["--limit=end=+0", "--soft-limit=total=+0"]);
    no(&["--limit=total=+999B"]);
    no(&["--limit=app::gr*:total=+1%"]);
    fine(&["--limit=app::main:end=+0"]);
}

#[test]
fn a_comparison_is_written_in_every_format() {
    let desk = desk(grown);
    for (out, part) in [
        ("diff.txt", "app::grow"),
        ("diff.md", "grow (main.rs"),
        ("diff.html", "</html>"),
        ("diff.json", "\"verdict\": \"regressed\""),
    ] {
        desk.no(&["profile", "diff", "heap.json", "other.json", "-o", out]);
        assert!(desk.read(out).contains(part), "{out}: {}", desk.read(out));
    }
}

#[test]
fn moved_lines_and_other_hashes_are_no_change() {
    let desk = desk(moved);
    assert_ne!(desk.read("heap.json"), desk.read("other.json"));
    let args = ["profile", "diff", "heap.json", "other.json"];
    let shown = desk.fine(&args);
    assert_says(&shown, &["The profiles are the same."]);
}

#[test]
fn profiles_of_other_runs_are_not_compared_unless_asked() {
    let marked = |elements: u64| {
        move |profile: &mut Value| {
            let schema = "residue.profile/1";
            profile["residue"] =
                serde_json::json!({ "schema": schema, "elements": elements });
        }
    };
    let (one, other) = (desk(marked(10)), desk(marked(20)));
    let (one, other) = (one.path("other.json"), other.path("other.json"));
    let paths = [&one, &other].map(|path| path.to_str().expect("plain"));
    let args = ["profile", "diff", paths[0], paths[1]];
    let said = Desk::new().refused(&args);
    assert_says(&said, &["elements 10, now 20", "--across elements"]);
    Desk::new().fine(&[&args[..], &["--across=elements"]].concat());
}

#[test]
fn a_profile_is_exported_in_every_format() {
    let desk = desk(grown);
    for format in ["pprof", "folded", "speedscope", "dhat"] {
        let args = ["profile", "export", "heap.json", "--format", format];
        desk.fine(&[&args[..], &["-o", format]].concat());
    }
    let pprof = std::fs::read(desk.path("pprof")).expect("a file");
    assert_eq!(pprof[..2], [0x1f, 0x8b], "it is gzipped");
    let folded = desk.fine(&[
        "profile",
        "export",
        "heap.json",
        "--format=folded",
        "--by=total",
    ]);
    let count = |line: &str| line.rsplit(' ').next()?.parse::<u64>().ok();
    let sum: Option<u64> = folded.lines().map(count).sum();
    let back = desk.fine(&["profile", "view", "dhat", "--format=json"]);
    let back: Value = serde_json::from_str(&back).expect("JSON");
    assert_eq!(back["whole"]["total"].as_u64(), sum);
    let scope: Value = serde_json::from_str(&desk.read("speedscope")).unwrap();
    assert!(scope["profiles"].as_array().is_some_and(|all| !all.is_empty()));
}

#[test]
fn what_cannot_be_read_is_named_with_the_place_and_the_fix() {
    let desk = desk(|profile| profile["pps"][0]["fs"][0] = 9999.into());
    let text = desk.read("heap.json");
    desk.write("cut.json", &text[..text.len() / 2]);
    let version =
        text.replace("\"dhatFileVersion\": 2", "\"dhatFileVersion\": 9");
    assert_ne!(version, text);
    desk.write("version.json", version);
    for (file, parts) in [
        ("none.json", &["none.json", "No such file"][..]),
        ("other.json", &["other.json", "pps[0].fs[0]", "9999"]),
        ("cut.json", &["cut.json", "line", "malformed"]),
        ("version.json", &["version.json", "dhatFileVersion 9"]),
        (".", &["is a folder", "name a file"]),
    ] {
        assert_says(&desk.refused(&["profile", "view", file]), parts);
        let diff = ["profile", "diff", "heap.json", file];
        assert_says(&desk.refused(&diff), parts);
        let export = ["profile", "export", file, "--format=folded"];
        assert_says(&desk.refused(&export), parts);
    }
}

#[test]
fn wrong_words_are_answered_with_the_right_ones() {
    let desk = desk(grown);
    let refused = |args: &[&str]| desk.refused(&[&["profile"], args].concat());
    let view = ["view", "heap.json"];
    let said = refused(&[&view[..], &["--by=pek"]].concat());
    assert_says(&said, &["did you mean `peak`"]);
    let said = refused(&[&view[..], &["--by=reads"]].concat());
    assert_says(&said, &["does not know the figure reads", "total"]);
    let said = refused(&[&view[..], &["-o", "view.pdf"]].concat());
    assert_says(&said, &["view.pdf", "--format"]);
    let said = refused(&[&view[..], &["-o", "heap.json"]].concat());
    assert_says(&said, &["heap.json", "is the profile itself"]);
    let said =
        refused(&[&view[..], &["-o", "/dev/full", "--format=json"]].concat());
    assert_says(&said, &["/dev/full", "No space left"]);
    let said = refused(&["export", "heap.json", "--format=prof"]);
    assert_says(&said, &["did you mean `pprof`"]);
    let diff = ["diff", "heap.json", "other.json"];
    let said = refused(&[&diff[..], &["--limit=rss=+0"]].concat());
    assert_says(&said, &["rss", "memory"]);
    let said = refused(&[&diff[..], &["--across=sed"]].concat());
    assert_says(&said, &["did you mean `seed`"]);
    let said = refused(&["diff", "-", "-"]);
    assert_says(&said, &["name a file for the other"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = desk(grown);
    let mut command = crate::util::residue(&["profile", "export"]);
    command.arg(desk.path("heap.json")).arg("--format=dhat");
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("a child").success());
}

/// A file of another tool.
fn foreign(name: &str) -> String {
    let file = fixture(&format!("foreign/{name}"));
    file.to_str().expect("a plain path").to_owned()
}

/// A small file that misleads.
fn case(name: &str) -> String {
    let file = fixture(&format!("cases/{name}.json"));
    file.to_str().expect("a plain path").to_owned()
}

#[test]
fn a_renamed_caller_breaks_no_limit_and_no_names_leave_it_untold() {
    let desk = Desk::new();
    let diff = |old: &str, new: &str, limit: &str| {
        let (old, new) = (case(old), case(new));
        let limit = format!("--limit={limit}");
        let output = desk.residue(&["profile", "diff", &old, &new, &limit]);
        (output.status.code(), crate::util::stderr(&output))
    };
    let moved = |limit: &str| diff("moved-old", "moved-new", limit).0;
    assert_eq!(moved("app::cache*:peak=+0"), Some(0));
    assert_eq!(moved("app::log*:peak=+0"), Some(1));
    let unnamed = |limit: &str| diff("nosym-old", "nosym-new", limit);
    assert_eq!(unnamed("peak=+0").0, Some(0));
    let (code, said) = unnamed("app::*:peak=+0");
    assert_eq!(code, Some(2));
    assert_says(&said, &["app::*:peak=+0", "no names"]);
}

#[test]
fn other_tools_files_globs_groups_and_parts_are_shown() {
    let desk = Desk::new();
    let go = foreign("go-heap.pb.gz");
    for name in ["go-heap.pb.gz", "heaptrack-cpp.zst", "jemalloc-cpp.heap"] {
        for out in ["view.txt", "view.md", "view.html", "view.json"] {
            desk.fine(&["profile", "view", &foreign(name), "-o", out]);
        }
        let file = foreign(name);
        let export = ["profile", "export", &file, "--format=folded"];
        assert!(!desk.fine(&export).is_empty(), "{name}");
        desk.fine(&["profile", "diff", &file, &file]);
    }
    let view = |more: &[&str]| {
        let args = ["profile", "view", "--format=json"];
        let shown = desk.fine(&[&args[..], more].concat());
        serde_json::from_str::<Value>(&shown).expect("JSON")
    };
    let whole = view(&[&go]);
    let functions = view(&[&go, "--group=function"]);
    assert_eq!(functions["sites"][0]["name"], "main.(*Cache).Fill");
    assert_eq!(functions["whole"], whole["whole"]);
    let twice = view(&[&go, &go])["whole"]["total"].as_u64();
    assert_eq!(twice, whole["whole"]["total"].as_u64().map(|sum| 2 * sum));
    let part = view(&[&go, "--focus=upper"]);
    assert_eq!(part["whole"]["total"], 30_720);
    let text = std::fs::read(fixture(HEAP)).expect("a fixture");
    desk.write("shards/a.json", &text);
    desk.write("shards/b.json", &text);
    let glob = view(&["shards/*.json"]);
    let single = view(&["shards/a.json"]);
    let total = |of: &Value| of["whole"]["total"].as_u64().expect("a total");
    assert_eq!(total(&glob), 2 * total(&single));
    let said = desk.refused(&["profile", "view", "none/*.json"]);
    assert_says(&said, &["no file matches none/*.json"]);
    let said = desk.refused(&["profile", "view", &go, "--focus=nowhere"]);
    assert_says(&said, &["--focus nowhere"]);
    let said = desk.refused(&["profile", "view", &go, "--group=crat"]);
    assert_says(&said, &["did you mean `crate`"]);
}

/// Benches leave their binary where a release does, and heap profiles of it
/// must name its functions.
#[test]
fn benches_and_releases_have_one_kind_of_debug_information() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).expect("a manifest");
    let debug = |profile: &str| -> Option<String> {
        let (_, section) = manifest.split_once(&format!("[{profile}]\n"))?;
        let section = section.split("\n[").next()?;
        let mut lines = section.lines();
        lines.find(|line| line.starts_with("debug = ")).map(str::to_owned)
    };
    assert_eq!(debug("profile.release"), Some("debug = \"limited\"".into()));
    assert_eq!(debug("profile.bench"), debug("profile.release"));
}
