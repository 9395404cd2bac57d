use crate::desk::{Desk, assert_says};
use crate::util::{MIB, residue, stderr, stdout};
use serde_json::Value;
use std::process::Stdio;

/// Something that only this format has.
const FORMATS: [(&str, &str, &str); 5] = [
    ("terminal", "txt", "cached"),
    ("markdown", "md", "<details>"),
    ("html", "html", "</html>"),
    ("json", "json", "\"schema\": \"residue.diff/1\""),
    ("github", "github", "::error"),
];

/// Applies `change` to every probe of `backend`.
fn each(run: &mut Value, backend: &str, change: impl Fn(&mut Value)) {
    let probes = run["probes"].as_array_mut().expect("probes");
    let mut of_backend =
        probes.iter_mut().filter(|p| p["backend"] == backend).peekable();
    assert!(of_backend.peek().is_some(), "{backend}");
    of_backend.for_each(change);
}

/// Adds `bytes` to a figure.
fn add(figure: &mut Value, bytes: i64) {
    let sum = figure.as_i64().expect("a figure") + bytes;
    *figure = sum.into();
}

/// A run in which the allocator keeps `bytes` more after the peak.
fn keeps(bytes: i64) -> impl Fn(&mut Value) {
    keeps_under("system", bytes)
}

fn keeps_under(backend: &str, bytes: i64) -> impl Fn(&mut Value) {
    move |run| {
        each(run, backend, |probe| {
            for phase in probe["phases"].as_array_mut().expect("phases") {
                if phase["name"] == "drained" {
                    add(&mut phase["resident"], bytes);
                    add(&mut phase["ledger"]["cached"], bytes);
                }
            }
        });
    }
}

/// The shared run in `a`, and one that keeps 8 MiB more in `b`.
fn desk() -> Desk {
    let desk = Desk::with_a_run();
    desk.put_with("b", keeps(8 * MIB));
    desk
}

#[test]
fn a_run_is_the_same_as_itself() {
    let desk = Desk::with_a_run();
    let said = desk.fine(&["diff", "a", "a/run.json"]);
    assert_says(&said, &["same"]);
    let json = desk.fine(&["diff", "a", "a", "--format=json"]);
    let diff: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(diff["schema"], "residue.diff/1");
    assert_eq!(diff["fails"], false);
}

#[test]
fn growth_past_noise_is_named_and_the_answer_is_no() {
    let desk = desk();
    let (shown, said) = desk.no(&["diff", "a", "b"]);
    assert_says(&shown, &["hashmap-pointer", "drained", "cached", "8.0 MiB"]);
    assert_says(&said, &["limit"]);
    // The other way round it is given back.
    desk.fine(&["diff", "b", "a"]);
}

#[test]
fn every_format_is_written_by_its_name_and_by_that_of_the_file() {
    let desk = desk();
    for (format, extension, sign) in FORMATS {
        let (shown, _) = desk.no(&["diff", "a", "b", "--format", format]);
        assert_says(&shown, &[sign, "hashmap-pointer"]);
        if format == "github" {
            continue;
        }
        let file = format!("diff.{extension}");
        let (nothing, said) = desk.no(&["diff", "a", "b", "-o", &file]);
        assert_eq!(nothing, "");
        assert_says(&said, &["limit"]);
        assert_eq!(desk.read(&file), shown, "{format}");
    }
    let (shown, _) = desk.no(&["diff", "a", "b"]);
    assert_eq!(shown, desk.read("diff.txt"));
}

#[test]
fn the_users_limits_decide() {
    let desk = desk();
    let diff = |limits: &[&str]| {
        let output = desk.residue(&[&["diff", "a", "b"], limits].concat());
        let (shown, said) = (stdout(&output), stderr(&output));
        (output.status.code().expect("an end"), shown + &said)
    };
    assert_eq!(diff(&["--limit", "resident@drained=+16MiB"]).0, 0);
    assert_eq!(diff(&["--limit", "resident@drained=+1000%,+8MiB"]).0, 0);
    assert_eq!(diff(&["--limit", "resident@filled=+0B"]).0, 0);
    assert_eq!(diff(&["--limit", "hashmap-value:resident=+1MiB"]).0, 0);
    let broken = "hashmap-*:cached@dr*=+1MiB";
    let (code, said) = diff(&["--limit", broken]);
    assert_eq!(code, 1);
    assert_says(&said, &[broken]);
    let (code, said) = diff(&["--soft-limit", broken]);
    assert_eq!(code, 0, "a soft limit is only said");
    assert_says(&said, &[broken]);
    let hard = "resident@drained=+2MiB";
    let (code, said) = diff(&["--soft-limit", broken, "--limit", hard]);
    assert_eq!(code, 1);
    assert_says(&said, &[broken, hard]);
}

#[test]
fn limits_that_make_no_sense_are_refused() {
    let desk = desk();
    for (limit, says) in [
        ("resident", "no bound"),
        ("residnet=+1%", "residnet"),
        ("resident=1%", "1%"),
        ("resident=+8ns", "8ns"),
        ("[:resident=+1%", "["),
    ] {
        for option in ["--limit", "--soft-limit"] {
            let said = desk.refused(&["diff", "a", "b", option, limit]);
            assert_says(&said, &[option, says]);
        }
    }
}

#[test]
fn limits_lie_in_a_file_too() {
    let desk = desk();
    let hard = "[[limit]]\nmetric = \"cached\"\nhard = \"+1MiB\"\n";
    desk.write("residue.toml", hard.replace("1MiB", "100MiB"));
    desk.fine(&["diff", "a", "b"]);
    desk.write("residue.toml", hard);
    desk.no(&["diff", "a", "b"]);
    desk.write("soft.toml", hard.replace("hard", "soft"));
    desk.fine(&["diff", "a", "b", "--config", "soft.toml"]);
    // Those of the command line stand beside them.
    let args = ["diff", "a", "b", "--config=soft.toml"];
    desk.no(&[&args[..], &["--limit=resident=+1B"]].concat());
}

#[test]
fn a_file_of_limits_that_makes_no_sense_is_named_with_the_line() {
    let desk = desk();
    for (text, says) in [
        ("\nlimits = 3\n", &["line 2", "limits"][..]),
        ("\n\nacross = [\"kernal\"]\n", &["line 3", "kernal"]),
        ("[[limit]]\nmetric = \"residnet\"\nhard = \"+1%\"", &["line 2"]),
        ("[[limit]]\nmetric = \"resident\"\nhard = \"1\"", &["line 3"]),
        ("[[limit]\n", &["line 1"]),
    ] {
        desk.write("residue.toml", text);
        let said = desk.refused(&["diff", "a", "b"]);
        assert_says(&said, &["residue.toml"]);
        assert_says(&said, says);
    }
    let said = desk.refused(&["diff", "a", "b", "--config", "none.toml"]);
    assert_says(&said, &["could not read none.toml"]);
}

#[test]
fn what_a_backend_leaves_to_chance_is_no_change_of_it() {
    let desk = Desk::with_a_run();
    desk.put_with("timed", keeps_under("jemalloc", 2 * MIB));
    let said = desk.fine(&["diff", "a", "timed"]);
    assert_says(&said, &["2.5 MiB under jemalloc"]);
    desk.put_with("untimed", keeps(2 * MIB));
    desk.no(&["diff", "a", "untimed"]);
}

#[test]
fn another_setting_is_refused_by_name_and_compared_when_it_is_crossed() {
    let desk = Desk::with_a_run();
    desk.put_with("b", |run| {
        each(run, "jemalloc", |probe| {
            probe["settings"]["dirty_decay_ms"] = "0".into();
        });
    });
    let output = desk.residue(&["diff", "a", "b"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert_says(&said, &["hashmap-pointer on jemalloc"]);
    assert_says(&said, &["dirty_decay_ms 10000, now 0"]);
    assert_says(&said, &["--across settings\n"]);
    // What could be compared is shown.
    assert_says(&stdout(&output), &["same"]);
    let shown = desk.fine(&["diff", "a", "b", "--across", "settings"]);
    assert_says(&shown, &["dirty_decay_ms"]);
    let said = desk.refused(&["diff", "a", "b", "--across", "seting"]);
    assert_says(&said, &["seting", "settings"]);
    desk.write("residue.toml", "across = [\"settings\"]\n");
    desk.fine(&["diff", "a", "b"]);
}

#[test]
fn another_machine_is_refused_with_all_that_must_be_crossed() {
    let desk = Desk::with_a_run();
    desk.put_with("b", |run| {
        run["environment"]["page_size"] = 16_384.into();
        run["environment"]["kernel"] = "5.10.0".into();
    });
    let said = desk.refused(&["diff", "a", "b"]);
    assert_says(&said, &["kernel", ", now 5", "16.0 KiB"]);
    assert_says(&said, &["--across kernel,page_size\n"]);
    let said = desk.refused(&["diff", "a", "b", "--across=page_size"]);
    assert_says(&said, &["--across page_size,kernel\n"]);
    let shown = desk.fine(&["diff", "a", "b", "--across=page_size,kernel"]);
    assert_says(&shown, &["kernel"]);
    // A workflow shows it where it shows the rest.
    let output = desk.residue(&["diff", "a", "b", "--format=github"]);
    assert_eq!(output.status.code(), Some(2));
    assert_says(&stdout(&output), &["::error"]);
}

#[test]
fn what_failed_on_one_side_is_not_passed_over() {
    let desk = Desk::with_a_run();
    desk.put_with("b", |run| {
        each(run, "jemalloc", |probe| {
            let reason = "signal 9 (after `filled`)";
            probe["outcome"] =
                serde_json::json!({ "state": "failed", "reason": reason });
        });
    });
    let output = desk.residue(&["diff", "a", "b"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert_says(&said, &["hashmap-pointer on jemalloc", "signal 9"]);
}

#[test]
fn sides_without_a_common_probe_are_no_answer() {
    let desk = Desk::with_a_run();
    desk.put_with("b", |run| {
        for backend in ["system", "jemalloc"] {
            each(run, backend, |probe| probe["scenario"] = "other".into());
        }
    });
    let said = desk.refused(&["diff", "a", "b"]);
    assert_says(&said, &["nothing to compare", "a", "b"]);
}

#[test]
fn a_part_is_compared_by_scenario_and_backend() {
    let desk = desk();
    desk.fine(&["diff", "a", "b", "--backend=jemalloc"]);
    desk.no(&["diff", "a", "b", "--backend=system"]);
    let said = desk.refused(&["diff", "a", "b", "--scenario=hashmap-x"]);
    assert_says(&said, &["did you mean `hashmap-pointer`"]);
}

#[test]
fn several_runs_a_side_are_repetitions() {
    let desk = Desk::new();
    for folder in ["r/a1", "r/a2", "r/b1"] {
        desk.put(folder);
    }
    desk.write("r/a3/other.txt", "no run");
    desk.write("r/a4.txt", "no run either");
    let json = desk.fine(&["diff", "r/a*", "r/b*", "--format=json"]);
    let diff: Value = serde_json::from_str(&json).expect("JSON");
    let files = diff["old"]["files"].as_array().expect("files");
    assert_eq!(files.len(), 2, "{files:?}");
    assert_eq!(diff["old"]["probes"], 8);
    assert_eq!(diff["new"]["probes"], 4);
}

#[test]
fn a_glob_that_matches_no_run_is_refused() {
    let desk = Desk::with_a_run();
    desk.write("c/other.txt", "");
    for glob in ["x*", "c*", "c/*"] {
        let said = desk.refused(&["diff", glob, "a"]);
        assert_says(&said, &[glob, "matches no run"]);
    }
    let said = desk.refused(&["diff", "a", "a***"]);
    assert_says(&said, &["a***", "glob"]);
    let said = desk.refused(&["diff", "a", "a", "a"]);
    assert_says(&said, &["quote"]);
}

#[test]
fn a_run_is_no_repetition_of_itself() {
    let desk = Desk::with_a_run();
    let same = desk.path("a2");
    std::os::unix::fs::symlink(desk.path("a"), same).expect("a link");
    let said = desk.refused(&["diff", "a*", "a"]);
    assert_says(&said, &["a/run.json", "a2/run.json", "the same run"]);
}

#[test]
fn a_saved_run_is_compared_with_the_latest() {
    let desk = Desk::new();
    let quick = ["run", "-s=empty", "-b=system", "--settle=0s"];
    desk.fine(&[&quick[..], &["--save=before"]].concat());
    desk.fine(&quick);
    let shown = desk.fine(&["diff", "before", "latest"]);
    assert_says(&shown, &["before", "latest"]);
}

#[test]
fn the_answer_does_not_depend_on_the_reader() {
    let desk = desk();
    for (format, ..) in FORMATS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = residue(&["diff", "--format", format])
            .args([desk.path("a"), desk.path("b")])
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let output = child.wait_with_output().expect("a child");
        assert_eq!(output.status.code(), Some(1), "{format}");
        let said = stderr(&output);
        assert!(!said.contains("pipe") && !said.contains("panic"), "{said}");
    }
}

#[test]
fn a_comparison_that_cannot_be_written_is_refused() {
    let desk = desk();
    let said = desk.refused(&["diff", "a", "b", "-o", "none/diff.html"]);
    assert_says(&said, &["could not write", "none/diff.html"]);
}

#[test]
fn repetitions_of_one_run_tell_how_many_alarms_are_false() {
    let desk = Desk::new();
    desk.put("r1");
    desk.put("r2");
    // Each repetition stands twice, and so no half differs by much.
    let args = ["diff", "--self", "r*", "--limit", "live=+0B"];
    assert_says(&desk.fine(&args), &["r*", "No false alarm"]);
    let json = desk.fine(&[&args[..], &["--format=json"]].concat());
    let test: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&test["hard"], &test["probes"]), (&0.into(), &2.into()));
    // Two of four have more, and in some splits they are one half.
    desk.put_with("r2", |run| {
        each(run, "system", |probe| {
            add(&mut probe["phases"][1]["live"], MIB);
        });
    });
    let (shown, _) = desk.no(&args);
    assert_says(&shown, &["live: ", "false alarm", "live=+0B"]);
    desk.fine(&[&args[..], &["-b=jemalloc"]].concat());
    for extra in [&["a"][..], &["--format=html"], &["-o=x.md"]] {
        desk.refused(&[&args[..], extra].concat());
    }
    let one = ["run", "-s=empty", "-b=system", "--settle=0s", "--out=one"];
    desk.fine(&one);
    let said = desk.refused(&["diff", "--self", "one"]);
    assert_says(&said, &["one", "--repeat 4"]);
}
