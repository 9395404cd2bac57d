//! What breaks a limit.

use residue_report::diff::{
    Config, Diff, Limit, Limits, Metric, Options, Severity, compare,
};
use residue_report::{Probe, Row};

use crate::diff::{grow, side, timeless, with};

const MIB: i64 = 1 << 20;

/// Cached grew by 10 MiB of 135, where nothing is left to chance.
fn grown() -> (Probe, Probe) {
    let new = with(&timeless(), "drained", |phase| {
        grow(phase, Row::Cached, 10 * MIB);
    });
    (timeless(), new)
}

fn under(limits: &[Limit]) -> Diff {
    let (old, new) = grown();
    let limits = limits.iter().cloned().collect();
    let options = Options { limits, ..Options::default() };
    compare(&side(&[old]), &side(&[new]), &options)
}

fn limit(text: &str) -> Limit {
    Limit::parse(text).unwrap()
}

#[test]
fn without_limits_any_growth_beyond_noise_fails() {
    let diff = under(&[]);
    assert!(diff.fails());
    let broken: Vec<_> =
        diff.alarms.iter().map(|at| (&*at.phase, at.metric)).collect();
    assert_eq!(
        broken,
        [("drained", Metric::Resident), ("drained", Metric::Row(Row::Cached)),]
    );
    assert_eq!(diff.alarms[1].limit, "memory=+0");
    assert_eq!(
        diff.alarms[1].text,
        "hashmap-pointer on jemalloc, at drained: cached rose by 10.0 MiB, \
         from 135.0 MiB to 145.0 MiB, beyond the limit memory=+0"
    );
}

#[test]
fn a_limit_of_the_users_stands_in_place_of_the_default() {
    assert!(!under(&[limit("live=+0")]).fails());
    assert!(!under(&[limit("cached=+10MiB,+8%")]).fails());
    assert!(under(&[limit("cached=+10MiB,+7%")]).fails());
    assert!(under(&[limit("cached=+9MiB,+8%")]).fails());
    assert!(!under(&[limit("cached@filled=+0")]).fails());
    assert!(under(&[limit("cached@dr*=+0")]).fails());
    assert!(!under(&[limit("vec-*:cached=+0")]).fails());
    assert!(under(&[limit("*/{jemalloc,system}:cached=+0")]).fails());
}

#[test]
fn a_soft_limit_warns_and_a_hard_one_goes_before_it() {
    let soft = limit("cached=+1%").soft();
    let diff = under(std::slice::from_ref(&soft));
    assert_eq!(diff.alarms[0].severity, Severity::Soft);
    assert!(!diff.fails());

    let diff = under(&[soft, limit("cached=+5MiB")]);
    let [alarm] = &diff.alarms[..] else { panic!("{:?}", diff.alarms) };
    assert_eq!(alarm.severity, Severity::Hard);
    assert_eq!(alarm.limit, "cached=+5MiB");
}

#[test]
fn noise_breaks_no_limit() {
    let new = with(&timeless(), "drained", |phase| {
        grow(phase, Row::Program, MIB / 2);
    });
    let limits: Limits = [limit("program=+0")].into_iter().collect();
    let options = Options { limits, ..Options::default() };
    let diff = compare(&side(&[timeless()]), &side(&[new]), &options);
    assert!(diff.alarms.is_empty());
}

#[test]
fn a_time_is_limited_where_the_user_says_so() {
    let new = with(&timeless(), "drained", |phase| {
        phase.elapsed_ns = Some(10_000_000_000);
    });
    let limits = [limit("elapsed=+1s")].into_iter().collect();
    let options = Options { limits, ..Options::default() };
    let diff = compare(&side(&[timeless()]), &side(&[new]), &options);
    assert!(diff.fails());
    assert!(diff.alarms[0].text.contains("time rose by 9.9 s"));
}

#[test]
fn a_configuration_limits_as_the_command_line_does() {
    let config = Config::from_toml(
        "[[limit]]\nscenario = 'hashmap-*'\nbackend = 'jemalloc'\n\
         metric = 'cached'\nphase = 'drained'\nsoft = '+1%'\nhard = '+2%'",
    );
    let (old, new) = grown();
    let options = Options::from(config.unwrap());
    let diff = compare(&side(&[old]), &side(&[new]), &options);
    assert_eq!(diff.alarms[0].limit, "hashmap-*/jemalloc:cached@drained=+2%");
}
