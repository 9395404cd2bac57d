use crate::util::{output, refused, stderr};
use serde_json::Value;

const FEW: [&str; 9] = [
    "bench",
    "--scenario",
    "hashmap-pointer",
    "--elements",
    "2000",
    "--rounds",
    "3",
    "--format",
    "json",
];

fn bench(more: &[&str]) -> (Option<i32>, Value, String) {
    let done = output(&[&FEW[..], more].concat());
    let said = stderr(&done);
    let told = serde_json::from_slice(&done.stdout);
    let told = told.unwrap_or_else(|why| panic!("{why}: {said}"));
    (done.status.code(), told, said)
}

#[test]
fn every_allocator_has_all_steps_in_every_round_and_none_that_waits() {
    let (code, told, said) = bench(&[]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(told["schema"], "residue.bench/1");
    let cases = told["cases"].as_array().expect("cases");
    let backends: Vec<_> = cases.iter().map(|of| &of["backend"]).collect();
    assert_eq!(backends, ["system", "jemalloc", "mimalloc"]);
    for case in cases {
        assert_eq!(case["elements"], 2000);
        assert_ne!(case["backend_version"], "");
        let rounds = case["rounds"].as_array().expect("rounds");
        assert_eq!(rounds.len(), 3);
        for round in rounds {
            let steps = round["steps"].as_array().expect("steps");
            let names: Vec<_> = steps.iter().map(|of| &of["name"]).collect();
            assert_eq!(names[..2], ["filled", "drained"]);
            assert!(names.iter().all(|name| *name != "settled"), "{names:?}");
            assert!(steps[0]["ns"].as_u64() > Some(0));
        }
    }
}

/// jemalloc cuts this setting down without a word.
#[test]
fn a_setting_that_did_not_take_fails_its_rounds_and_not_the_others() {
    let more = ["-b", "jemalloc", "--set", "tcache_max=default,65536"];
    let (code, told, said) = bench(&more);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("did not take effect"), "{said}");
    let of = |case: usize| &told["cases"][case]["rounds"];
    assert!(of(0)[2]["steps"].is_array(), "{told}");
    assert!(of(1)[2]["failed"].is_string(), "{told}");
}

#[test]
fn ratios_stand_below_the_time_that_they_are_of() {
    let done = output(&[&FEW[..7], &["--backend", "system,mimalloc"]].concat());
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(text.contains("over system"), "{text}");
    let line = |start: &str| {
        text.lines().find(|line| line.trim_start().starts_with(start))
    };
    assert!(line("mimalloc").is_some_and(|of| of.contains(" ± ")), "{text}");
    assert!(line("system").is_some_and(|of| !of.contains('±')), "{text}");
}

#[test]
fn what_a_bench_does_not_have_is_refused_before_it_runs() {
    let file = "bench.html";
    let said = refused(&["bench", "--output", file]);
    assert!(said.contains(".md"), "{said}");
    let said = refused(&["bench", "--rounds", "2"]);
    assert!(said.contains("--rounds"), "{said}");
    let said = refused(&["bench", "--scenario", "hashmap-valu"]);
    assert!(said.contains("hashmap-value"), "{said}");
}
