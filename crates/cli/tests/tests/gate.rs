use crate::util::{ALLOCATORS, ELEMENTS, output, stderr, stdout};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// What is planted, and the figure by which it must be found.
const PLANTS: [(&str, &str); 3] =
    [("slack=1%", "slack"), ("cached=4MiB", "cached"), ("live=1", "live")];

/// Scenarios of which a hundredth of the slack is more than a page.
const SCENARIOS: [&str; 2] = ["hashmap-value", "customer-cache"];

/// Runs in folders of their own.
struct Bench(TempDir);

impl Bench {
    fn new() -> Bench {
        Bench(TempDir::new().expect("a folder for results"))
    }

    fn path(&self, name: &str) -> String {
        let path: &Path = &self.0.path().join(name);
        path.to_str().expect("a plain path").to_owned()
    }

    fn run(&self, name: &str, args: &[&str]) {
        let (out, elements) = (self.path(name), ELEMENTS.to_string());
        let same = ["run", "--settle=10ms", "--out", &out, "-n", &elements];
        let output = output(&[&same[..], args].concat());
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    }

    /// The exit code, the comparison where there is one, and what was said.
    fn diff(
        &self,
        old: &str,
        new: &str,
        args: &[&str],
    ) -> (i32, Value, String) {
        let (old, new) = (self.path(old), self.path(new));
        let same = ["diff", &old, &new, "--format=json"];
        let output = output(&[&same[..], args].concat());
        let shown = stdout(&output);
        let diff = match shown.is_empty() {
            true => Value::Null,
            false => serde_json::from_str(&shown).expect("JSON"),
        };
        (output.status.code().expect("an end"), diff, stderr(&output))
    }
}

/// With a setting by which the allocator gives nothing back by a timer.
fn keeping(backend: &str) -> Vec<&str> {
    let mut args = vec!["-s", "hashmap-value,customer-cache", "-b", backend];
    args.extend(match backend {
        "jemalloc" => Some("--set=dirty_decay_ms=-1"),
        "mimalloc" => Some("--set=purge_delay=-1"),
        _ => None,
    });
    args
}

/// The scenarios in which a limit on `metric` is broken, by a change in that
/// figure that is named in words too.
fn found(diff: &Value, metric: &str) -> Vec<String> {
    let alarms = diff["alarms"].as_array().expect("alarms").iter();
    let mut scenarios: Vec<_> = alarms
        .filter(|alarm| alarm["metric"] == metric)
        .map(|alarm| {
            let pair = alarm["pair"].as_u64().expect("an index") as usize;
            let scenario = &diff["pairs"][pair]["place"]["scenario"];
            let scenario = scenario.as_str().expect("a name").to_owned();
            let text = alarm["text"].as_str().expect("a sentence");
            assert!(text.contains(metric) && text.contains(&scenario));
            scenario
        })
        .collect();
    scenarios.sort_by_key(|name| SCENARIOS.iter().position(|it| it == name));
    scenarios.dedup();
    scenarios
}

#[test]
fn runs_of_the_same_build_raise_no_alarm() {
    let bench = Bench::new();
    let runs = ["a", "b", "c"];
    runs.iter().for_each(|name| bench.run(name, &[]));
    for (old, new) in [("a", "b"), ("b", "c"), ("c", "a")] {
        let (code, diff, said) = bench.diff(old, new, &[]);
        assert_eq!(diff["alarms"], Value::Array(Vec::new()), "{said}");
        assert_eq!(code, 0, "{said}");
        let pairs = diff["pairs"].as_array().expect("pairs");
        assert_eq!(pairs.len(), 7 * 4, "all scenarios under all allocators");
    }
}

#[test]
fn planted_changes_are_found_and_named() {
    for backend in ALLOCATORS {
        let bench = Bench::new();
        bench.run("without", &keeping(backend));
        for (plant, metric) in PLANTS {
            let args = [&keeping(backend)[..], &["--plant", plant]].concat();
            bench.run(plant, &args);
            let (code, diff, said) = bench.diff("without", plant, &[]);
            assert_eq!(code, 1, "{plant} under {backend}: {said}");
            let title = format!("{plant} under {backend}");
            assert_eq!(found(&diff, metric), SCENARIOS, "{title}");
            // The other way round it is given back.
            let (_, diff, _) = bench.diff(plant, "without", &[]);
            assert!(found(&diff, metric).is_empty(), "{title}");
        }
    }
}

/// At once or never: what hangs on a timer is noise in a run this small.
#[test]
fn another_setting_is_refused_by_name_and_found_across() {
    let bench = Bench::new();
    for (name, setting) in [("at-once", "0"), ("never", "-1")] {
        let set = format!("--set=dirty_decay_ms={setting}");
        let maps = ["-s", "hashmap-pointer,customer-cache"];
        bench.run(name, &[&maps[..], &["-b", "jemalloc", &set]].concat());
    }
    let (code, _, said) = bench.diff("at-once", "never", &[]);
    assert_eq!(code, 2, "{said}");
    for part in ["dirty_decay_ms", "-1", "--across settings"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let across = ["--across", "settings"];
    let (code, diff, said) = bench.diff("at-once", "never", &across);
    assert_eq!(code, 1, "{said}");
    let pair = &diff["pairs"][0];
    assert_eq!(pair["across"][0]["what"], "dirty_decay_ms", "{pair}");
    let found = found(&diff, "cached");
    assert!(found.contains(&"hashmap-pointer".to_owned()), "{found:?}");
}
