use crate::undisturbed::{only_the_last, rows_apart};
use crate::util::{ALLOCATORS, MIB, Probe, run, timeless};

/// Samples of a probe that takes long enough for some.
fn sampled(backend: &str) -> Probe {
    let named = ["--scenario=hashmap-pointer", "--backend", backend];
    let size = ["--elements=200000", "--settle=60ms"];
    let run = run(&[&named[..], &size, timeless(backend)].concat());
    run.probes.into_iter().next().expect("a probe")
}

/// When a phase was reached, by the time of the samples.
fn reached(probe: &Probe, name: &str) -> i64 {
    let at = probe.phases.iter().position(|phase| phase.name == name);
    let phases = &probe.phases[1..=at.expect("a phase")];
    phases.iter().map(|phase| phase.elapsed_ns).sum()
}

#[test]
fn samples_show_the_way_up_and_the_way_down() {
    for backend in ALLOCATORS {
        let probe = sampled(backend);
        let samples = &probe.samples;
        assert!((5..=200).contains(&samples.len()), "{}", samples.len());
        assert!(samples.is_sorted_by_key(|sample| sample.at_ns));
        let filled = reached(&probe, "filled");
        let drained = reached(&probe, "drained");
        let end = reached(&probe, "dropped");
        assert!(samples.iter().all(|sample| sample.at_ns <= end));
        let between = |from: i64, to: i64| {
            let within = samples.iter();
            // One that was taken on the way to a phase, and seems to be later
            // by the clock out here, stands at the phase itself.
            let within = within.filter(move |s| from < s.at_ns && s.at_ns < to);
            within.map(|sample| sample.live)
        };
        let rising: Vec<i64> = between(0, filled).collect();
        assert!(rising.len() >= 2, "{backend}: {samples:?}");
        // The table is there twice for a moment each time it grows.
        assert!(rising[0] < rising[rising.len() - 1], "{rising:?}");
        let falling: Vec<i64> = between(filled, drained).collect();
        assert!(falling.iter().rev().is_sorted(), "{falling:?}");
        let settled = reached(&probe, "settled");
        let idle: Vec<i64> = between(drained, settled).collect();
        let live = probe.phase("drained").live;
        assert!(!idle.is_empty(), "{backend}");
        assert!(idle.iter().all(|&seen| seen == live), "{idle:?}");
    }
}

/// The kernel counts resident memory in batches.
#[test]
fn no_sample_is_above_the_peaks() {
    for backend in ALLOCATORS {
        let probe = sampled(backend);
        let last = probe.phase("dropped");
        for sample in &probe.samples {
            assert!(sample.live <= last.peak_live, "{backend}: {sample:?}");
            let most = last.peak_resident + MIB;
            assert!(sample.resident <= most, "{backend}: {sample:?}");
        }
        let highest = probe.samples.iter().map(|sample| sample.resident).max();
        assert!(highest > Some(20 * MIB), "{backend}: {highest:?}");
    }
}

/// Against the same probe that is let through to the phase without a look.
#[test]
fn a_ledger_is_the_same_with_samples_and_without() {
    for backend in ALLOCATORS {
        let probe = sampled(backend);
        assert!(!probe.samples.is_empty());
        let without = only_the_last(&probe, "drained");
        let with = probe.phase("drained");
        let live = without.counters.map_or(0, |counters| counters.live as i64);
        // An order that names settings is longer.
        assert!(live.abs_diff(with.live) < 1024, "{backend}: {live}");
        for (row, apart) in rows_apart(with, &without) {
            let matters = row != "program" && apart.abs() > MIB / 4;
            assert!(!matters, "{row}: {apart} ({backend})");
        }
    }
}
