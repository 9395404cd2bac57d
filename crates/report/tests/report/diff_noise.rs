//! How change is told from noise.

use residue_report::diff::{
    Metric, Options, Pair, SelfTestError, Verdict, compare, self_test,
};
use residue_report::{Probe, Row};

use crate::diff::{diff_of, grow, side, timeless, with};
use crate::sample;

const MIB: i64 = 1 << 20;

/// Repetitions that differ in the cached row after the peak, by so many MiB.
fn repetitions(of: &Probe, cached: &[i64]) -> Vec<Probe> {
    let repetition = |(number, &by): (usize, &i64)| {
        let mut probe = with(of, "drained", |phase| {
            grow(phase, Row::Cached, by * MIB);
        });
        probe.repetition = number as u64;
        probe
    };
    cached.iter().enumerate().map(repetition).collect()
}

fn cached(pair: &Pair) -> Option<&residue_report::diff::Change> {
    let drained = pair.phases.iter().find(|at| at.name == "drained").unwrap();
    let metric = Metric::Row(Row::Cached);
    drained.changes.iter().find(|at| at.metric == metric)
}

fn cached_verdict(old: &[i64], new: &[i64]) -> Verdict {
    let of = sample::jemalloc();
    let diff = diff_of(&repetitions(&of, old), &repetitions(&of, new));
    cached(&diff.pairs[0]).map_or(Verdict::Same, |change| change.verdict)
}

#[test]
fn repetitions_are_pooled_into_one_statistic_and_an_interval() {
    let of = sample::jemalloc();
    let old = repetitions(&of, &[0, 9, 1]);
    let new = repetitions(&of, &[40, 42, 41, 90]);
    let diff = diff_of(&old, &new);
    let pair = &diff.pairs[0];
    assert_eq!((pair.old_repetitions, pair.new_repetitions), (3, 4));
    let change = cached(pair).unwrap();
    let base = sample::tenths(1350);
    let mib = |more: u64| base + (more << 20);
    let old = change.old.unwrap();
    assert_eq!((old.value, old.least, old.most), (mib(1), mib(0), mib(9)));
    assert_eq!(change.new.unwrap().value, mib(41));
    assert_eq!(change.difference, Some(40 * MIB));
    assert_eq!(change.interval, Some((31 * MIB, 90 * MIB)));
}

#[test]
fn enough_repetitions_find_what_a_single_run_cannot() {
    assert_eq!(cached_verdict(&[0], &[10]), Verdict::WithinNoise);
    let (old, new) = ([0, 1, 0, 2, 1], [10, 11, 10, 10, 12]);
    assert_eq!(cached_verdict(&old, &new), Verdict::Regressed);
    assert_eq!(cached_verdict(&new, &old), Verdict::Improved);
}

#[test]
fn a_process_slow_enough_for_a_timer_may_have_given_back_anything() {
    let less = with(&sample::jemalloc(), "drained", |phase| {
        grow(phase, Row::Cached, -100 * MIB);
    });
    let quick = diff_of(&[sample::jemalloc()], std::slice::from_ref(&less));
    assert_eq!(cached(&quick.pairs[0]).unwrap().verdict, Verdict::Improved);
    let mut slow = less;
    slow.phases[1].elapsed_ns = Some(9_000_000_000);
    for (old, new) in
        [(sample::jemalloc(), slow.clone()), (slow, sample::jemalloc())]
    {
        let diff = diff_of(&[old], &[new]);
        let change = cached(&diff.pairs[0]).unwrap();
        assert_eq!(change.verdict, Verdict::WithinNoise);
    }
}

#[test]
fn overlapping_repetitions_are_noise_whatever_their_medians_say() {
    let old = [0, 0, 0, 120, 120];
    let verdict = cached_verdict(&old, &[0, 0, 120, 120, 120]);
    assert_eq!(verdict, Verdict::WithinNoise);
    let verdict = cached_verdict(&[0, 0, 120], &[120, 120, 120]);
    assert_eq!(verdict, Verdict::WithinNoise);
}

#[test]
fn a_difference_no_wider_than_the_repetitions_is_noise() {
    let old = [0, 3, 6, 9, 10];
    let new = [12, 14, 16, 19, 20];
    assert_eq!(cached_verdict(&old, &new), Verdict::WithinNoise);
}

#[test]
fn one_byte_in_every_repetition_is_a_change() {
    let old = repetitions(&timeless(), &[0, 0, 0]);
    let mut new = old.clone();
    for probe in &mut new {
        probe.phases[2].live = probe.phases[2].live.map(|live| live + 1);
    }
    assert!(diff_of(&old, &new).fails());
    // One of them alone shows that the program does not do the same always.
    new.truncate(1);
    new.extend_from_slice(&old[1..]);
    assert!(!diff_of(&old, &new).fails());
}

#[test]
fn a_scenario_that_says_it_varies_has_room_for_it() {
    let varying = Probe { deterministic: Some(false), ..timeless() };
    let new = with(&varying, "drained", |phase| {
        phase.live = phase.live.map(|live| live + 4096);
        grow(phase, Row::Cached, 60 * MIB);
    });
    let diff = diff_of(&[varying], &[new]);
    assert_eq!(diff.pairs[0].verdict, Verdict::WithinNoise);
}

#[test]
fn the_tables_of_jemalloc_come_out_of_cached_whatever_repetitions_show() {
    for times in [1, 6] {
        let old = repetitions(&timeless(), &vec![2; times]);
        let new = repetitions(&timeless(), &vec![0; times]);
        let diff = diff_of(&old, &new);
        assert_eq!(
            cached(&diff.pairs[0]).unwrap().verdict,
            Verdict::WithinNoise
        );
    }
}

#[test]
fn the_program_breathes_by_2_mib() {
    for (by, verdict) in
        [(2 * MIB, Verdict::WithinNoise), (2 * MIB + 1, Verdict::Regressed)]
    {
        let new = with(&timeless(), "drained", |phase| {
            grow(phase, Row::Program, by);
        });
        let diff = diff_of(&[timeless()], &[new]);
        assert_eq!(diff.pairs[0].verdict, verdict, "{by}");
    }
}

#[test]
fn halves_of_noise_raise_no_alarm() {
    let noise = [0, 7, 1, 5, 3, 6, 2, 4];
    let probes = repetitions(&sample::jemalloc(), &noise);
    let test = self_test(&side(&probes), &Options::default()).unwrap();
    assert_eq!((test.probes, test.left_out), (1, 0));
    assert_eq!((test.fewest, test.most), (4, 4));
    assert!(test.figures > 1000 && test.splits >= 20);
    assert!(test.is_quiet() && test.failed == 0);
}

#[test]
fn halves_show_the_alarms_that_a_limit_would_raise_falsely() {
    // Without timers nothing should move; here something does.
    let probes = repetitions(&timeless(), &[0, 0, 50, 50]);
    let side = side(probes.iter().chain([&sample::system()]));
    let test = self_test(&side, &Options::default()).unwrap();
    assert_eq!((test.probes, test.left_out), (1, 1));
    assert!(test.failed > 0 && test.failed < test.splits);
    assert_eq!(test.hard, 2 * test.failed, "cached, and so resident");
    let metrics: Vec<_> =
        test.by_metric.iter().map(|at| (at.metric, at.alarms)).collect();
    let cached = Metric::Row(Row::Cached);
    assert_eq!(
        metrics,
        [(Metric::Resident, test.failed), (cached, test.failed)]
    );
    assert!(test.by_metric[1].example.contains("cached rose by 50.0 MiB"));
    assert_eq!(self_test(&side, &Options::default()).unwrap(), test);
}

#[test]
fn without_repetitions_there_are_no_halves() {
    let side = side(&sample::run().probes);
    let error = self_test(&side, &Options::default()).unwrap_err();
    assert_eq!(error, SelfTestError::NoRepetitions);
    assert!(error.to_string().contains("--repeat 4"));
}

#[test]
fn the_method_says_what_was_done() {
    let diff = compare(&side([]), &side([]), &Options::default());
    let method = diff.method.join("\n");
    for part in ["median", "rank test", "floors", "timer", "memory=+0"] {
        assert!(method.contains(part), "{method}");
    }
}

/// What a table of large values leaves untouched depends on where in a page it
/// begins: of 300 pages 73 more or fewer, under who begins anywhere.
#[test]
fn untouched_pages_are_more_or_fewer_where_objects_begin_anywhere() {
    const PAGE: i64 = 4096;
    let touched_more = |of: &Probe, pages: i64| {
        let old = with(of, "filled", |phase| {
            phase.untouched = Some(300 * PAGE as u64);
        });
        let new = with(&old, "filled", |phase| {
            let untouched = (300 - pages) * PAGE;
            phase.untouched = Some(untouched as u64);
            grow(phase, Row::Slack, pages * PAGE);
        });
        diff_of(&[old], &[new]).pairs[0].verdict
    };
    // Beside the page that live bytes always have.
    assert_eq!(touched_more(&timeless(), 74), Verdict::WithinNoise);
    assert_eq!(touched_more(&timeless(), 75), Verdict::Regressed);
    let system = sample::system();
    assert_eq!(touched_more(&system, 1), Verdict::WithinNoise);
    assert_eq!(touched_more(&system, 2), Verdict::Regressed);
}

/// Where little is untouched, no more than that can be touched elsewhere.
#[test]
fn what_was_never_untouched_is_no_chance() {
    let verdict = |bytes: i64| {
        let old = with(&timeless(), "filled", |phase| {
            phase.untouched = Some(192);
        });
        let new = with(&old, "filled", |phase| grow(phase, Row::Slack, bytes));
        diff_of(&[old], &[new]).pairs[0].verdict
    };
    // Beside the page that live bytes always have.
    assert_eq!(verdict(4096 + 192), Verdict::WithinNoise);
    assert_eq!(verdict(4096 + 193), Verdict::Regressed);
}
