//! What is held against what, and what a comparison refuses.

use residue_report::diff::{
    AcrossKey, Diff, Difference, Metric, Options, Pair, Presence, Verdict,
    compare,
};
use residue_report::{Environment, Outcome, Probe, Row};

use crate::diff::{
    diff_of, grow, one_pair, side, side_in, timeless, verdict, with,
};
use crate::sample;

const MIB: i64 = 1 << 20;

fn across(old: &[Probe], new: &[Probe], keys: &[AcrossKey]) -> Diff {
    let options = Options { across: keys.to_vec(), ..Options::default() };
    compare(&side(old), &side(new), &options)
}

fn keys(pair: &Pair) -> Vec<&str> {
    pair.refused.iter().map(|at| &*at.key).collect()
}

#[test]
fn a_swapped_setting_is_refused_by_name_and_found_across() {
    let old = sample::jemalloc();
    let mut new = with(&timeless(), "drained", |phase| {
        grow(phase, Row::Cached, -130 * MIB);
    });
    "-1".clone_into(new.settings.get_mut("muzzy_decay_ms").unwrap());
    let (old, new) = ([old], [new]);
    let refused = diff_of(&old, &new);
    let pair = one_pair(&refused);
    assert_eq!(pair.verdict, Verdict::CannotBeCompared);
    assert!(refused.is_refused() && !refused.fails());
    let said: Vec<_> = pair
        .refused
        .iter()
        .map(|at| (&*at.key, &*at.what, &*at.old, &*at.new))
        .collect();
    assert_eq!(
        said,
        [
            ("settings", "dirty_decay_ms", "10000", "0"),
            ("settings", "muzzy_decay_ms", "0", "-1"),
        ]
    );

    let crossed = across(&old, &new, &[AcrossKey::Settings]);
    assert!(!crossed.is_refused());
    assert_eq!(crossed.across, pair.refused, "it is stated at the top");
    let cached = Metric::Row(Row::Cached);
    assert_eq!(verdict(&crossed, "drained", cached), Verdict::Improved);
}

#[test]
fn every_part_of_a_probe_is_a_key() {
    type Change = fn(&mut Probe);
    let changes: [(&str, Change); 6] = [
        ("elements", |probe| probe.elements += 1),
        ("settings", |probe| probe.settings.clear()),
        ("backend_version", |probe| probe.backend_version.push('a')),
        ("remedy", |probe| "rebuild".clone_into(&mut probe.remedy)),
        ("seed", |probe| probe.seed += 1),
        ("settle", |probe| probe.settle_ns += 1),
    ];
    for (key, change) in changes {
        let (old, mut new) = (sample::jemalloc(), sample::jemalloc());
        change(&mut new);
        let (old, new) = ([old], [new]);
        let refused = diff_of(&old, &new);
        let pair = one_pair(&refused);
        assert!(keys(pair).iter().all(|at| *at == key), "{:?}", pair.refused);
        assert!(!pair.refused.is_empty(), "{key}");
        assert!(pair.refused.iter().all(|at| at.old != at.new), "{key}");
        let crossed = across(&old, &new, &[key.parse().unwrap()]);
        assert_eq!(one_pair(&crossed).verdict, Verdict::Same, "{key}");
        assert!(!crossed.across.is_empty(), "{key}");
    }
}

#[test]
fn crossing_one_difference_does_not_cross_another() {
    let mut new = sample::jemalloc();
    new.elements += 1;
    new.seed += 1;
    let diff = across(&[sample::jemalloc()], &[new], &[AcrossKey::Seed]);
    assert_eq!(keys(one_pair(&diff)), ["elements"]);
    assert_eq!(one_pair(&diff).across[0].key, "seed");
}

#[test]
fn the_exact_partner_goes_before_one_that_differs() {
    let mut other = sample::jemalloc();
    other.seed = 2;
    let both = [other.clone(), sample::jemalloc()];
    let diff = diff_of(&[sample::jemalloc()], &both);
    assert_eq!(diff.pairs[0].presence, Presence::OnlyNew);
    assert_eq!(diff.pairs[0].place.settings["seed"], "2");
    assert_eq!(diff.pairs[1].presence, Presence::Both);
    assert_eq!(diff.pairs[1].verdict, Verdict::Same);
}

#[test]
fn several_sizes_find_their_own_partner_under_another_version() {
    let sized = |elements, version: &str| Probe {
        elements,
        backend_version: version.to_owned(),
        ..sample::jemalloc()
    };
    let old = [sized(10, "5.3.0"), sized(20, "5.3.0")];
    let new = [sized(20, "5.3.1"), sized(10, "5.3.1")];
    for diff in
        [diff_of(&old, &new), across(&old, &new, &[AcrossKey::BackendVersion])]
    {
        let sizes: Vec<_> =
            diff.pairs.iter().map(|at| at.place.elements).collect();
        assert_eq!(sizes, [20, 10]);
        assert!(diff.pairs.iter().all(|at| {
            at.presence == Presence::Both && at.versions.0 == "5.3.0"
        }));
        assert_eq!(diff.across.len() + diff.pairs[0].refused.len(), 1);
    }
}

#[test]
fn what_one_side_has_alone_is_told_apart() {
    let old = [sample::jemalloc(), sample::empty()];
    let new = [sample::system(), sample::jemalloc()];
    let diff = diff_of(&old, &new);
    let found: Vec<_> = diff
        .pairs
        .iter()
        .map(|pair| (&*pair.place.backend, pair.presence))
        .collect();
    assert_eq!(
        found,
        [
            ("system", Presence::OnlyNew),
            ("jemalloc", Presence::Both),
            ("jemalloc", Presence::OnlyOld),
        ]
    );
    let summary = diff.summary;
    assert_eq!((summary.only_old, summary.both, summary.only_new), (1, 1, 1));
    let alone = &diff.pairs[0];
    assert_eq!(alone.verdict, Verdict::CannotBeCompared);
    let drained = &alone.phases[2];
    assert_eq!(drained.old.get(Metric::Live), None);
    assert_eq!(drained.new.get(Metric::Live), Some(sample::tenths(341)));
}

#[test]
fn another_environment_refuses_everything_until_it_is_named() {
    let old = sample::environment();
    let new = Environment {
        kernel: "7.1.0".to_owned(),
        transparent_hugepage: "always".to_owned(),
        rustc: "rustc 1.96.0".to_owned(),
        ..old.clone()
    };
    let probes = [sample::jemalloc()];
    let (old, new) = (side_in(&old, &probes), side_in(&new, &probes));
    let refused = compare(&old, &new, &Options::default());
    let named = |of: &[Difference]| {
        of.iter().map(|at| at.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(named(&refused.refused), ["kernel", "thp"]);
    assert_eq!(named(&refused.noted), ["kernel release", "rustc"]);
    assert_eq!(one_pair(&refused).verdict, Verdict::CannotBeCompared);

    let mut options =
        Options { across: vec![AcrossKey::Kernel], ..Options::default() };
    let refused = compare(&old, &new, &options);
    assert_eq!(named(&refused.refused), ["thp"]);
    assert_eq!(one_pair(&refused).verdict, Verdict::CannotBeCompared);

    options.across.push(AcrossKey::Thp);
    let diff = compare(&old, &new, &options);
    assert_eq!(named(&diff.across), ["kernel", "thp"]);
    assert_eq!(one_pair(&diff).verdict, Verdict::Same);
}

#[test]
fn files_of_one_side_must_agree_too() {
    let mut old = side(&[sample::jemalloc()]);
    let other = Environment { page_size: 16_384, ..sample::environment() };
    old.begin_file("other.json", &other);
    let new = side(&[sample::jemalloc()]);
    let diff = compare(&old, &new, &Options::default());
    assert_eq!(diff.refused[0].key, "page_size");
    assert_eq!(diff.refused[0].what, "page_size of run.json and other.json");
    assert_eq!(diff.refused[0].new, "16.0 KiB");
}

#[test]
fn a_side_that_failed_has_its_reason_and_is_no_answer() {
    let mut failed = sample::jemalloc();
    failed.outcome = Outcome::Failed { reason: "killed".to_owned() };
    let diff = diff_of(&[sample::jemalloc()], &[failed.clone()]);
    let pair = one_pair(&diff);
    assert_eq!(pair.reason.as_deref(), Some("the new probe failed: killed"));
    assert_eq!(pair.verdict, Verdict::CannotBeCompared);
    assert_eq!((pair.old_repetitions, pair.new_repetitions), (1, 0));
    assert!(diff.is_refused());
}

#[test]
fn one_failure_among_repetitions_is_noted() {
    let mut failed = sample::jemalloc();
    failed.outcome = Outcome::Failed { reason: "killed".to_owned() };
    let new = [sample::jemalloc(), failed, sample::jemalloc()];
    let diff = diff_of(&[sample::jemalloc()], &new);
    assert_eq!(one_pair(&diff).verdict, Verdict::Same);
    let noted = diff.noted.iter().find(|at| at.key == "failed").unwrap();
    assert_eq!((&*noted.old, &*noted.new), ("0 of 1 failed", "1 of 3 failed"));
}

#[test]
fn what_the_user_crosses_is_overlooked_together_to_find_a_partner() {
    let sized = |elements, version: &str, seed| Probe {
        elements,
        backend_version: version.to_owned(),
        seed,
        ..sample::jemalloc()
    };
    let old = [sized(10, "5.3.0", 1), sized(20, "5.3.0", 1)];
    let new = [sized(10, "5.3.1", 2), sized(20, "5.3.1", 2)];
    let keys = [AcrossKey::BackendVersion, AcrossKey::Seed];
    let diff = across(&old, &new, &keys);
    assert_eq!((diff.summary.both, diff.summary.only_old), (2, 0));
    // Nobody says which of them belong together otherwise.
    let diff = diff_of(&old, &new);
    assert_eq!((diff.summary.both, diff.summary.only_old), (0, 2));
}

#[test]
fn of_several_candidates_none_is_taken() {
    let seeded = |seed| Probe { seed, ..sample::jemalloc() };
    let diff = diff_of(&[seeded(1), seeded(2)], &[seeded(3), seeded(4)]);
    let summary = diff.summary;
    assert_eq!((summary.only_old, summary.both, summary.only_new), (2, 0, 2));
    let diff = diff_of(&[seeded(1)], &[seeded(3), seeded(4)]);
    assert_eq!((diff.summary.both, diff.summary.only_new), (0, 2));
}
