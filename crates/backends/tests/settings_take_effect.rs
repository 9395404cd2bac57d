//! Every setting can be made and is read back, and setting one leaves the
//! others as they are by default. For mimalloc this shows that the numbers by
//! which its options are read belong to the names by which they are set.

mod common;

use residue_backends::{
    Backend, Knob, Selected, Settings, Values, apply, current,
    effective_settings,
};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

#[test]
fn settings_take_effect() {
    if let Some(part) = common::part() {
        return match part.split_once('=') {
            Some((key, value)) => sets_only(key, value),
            None => assert_eq!(expected(), defaults_among_effective()),
        };
    }
    for &backend in Backend::ALL {
        common::probe("", &common::variables(backend, &[]));
        for knob in backend.knobs() {
            let value = other_value(knob);
            let variables = common::variables(backend, &[(knob.key, &value)]);
            let part = format!("{}={value}", knob.key);
            match knob.key {
                // glibc 2.36 compares what the kernel says with text that it
                // forgets to end: what lies behind it is what the stack held,
                // by where the kernel put the stack. This program it is right
                // in every other time, and in 50 all but surely once.
                "hugetlb" if has_huge_pages() => {
                    common::passes(&part, &variables, 50);
                }
                "hugetlb" => {}
                _ => common::probe(&part, &variables),
            }
        }
    }
}

/// Whether the kernel gives transparent huge pages to whoever asks, and to
/// nobody else: only then glibc asks.
fn has_huge_pages() -> bool {
    let file = "/sys/kernel/mm/transparent_hugepage/enabled";
    std::fs::read_to_string(file).is_ok_and(|modes| modes.contains("[madvise]"))
}

fn sets_only(key: &str, value: &str) {
    apply(&common::settings(&[(key, value)])).unwrap();
    let effective = effective_settings();
    assert_eq!(effective.get(key).map(String::as_str), Some(value));
    let mut expected = expected();
    let mut others = defaults_among_effective();
    // jemalloc turns its threads' arenas off if each processor has one.
    for changed in [key, "narenas"] {
        expected.remove(changed);
        others.remove(changed);
    }
    assert_eq!(expected, others);
}

/// The settings in effect of those knobs whose default is a value.
fn defaults_among_effective() -> Settings {
    let mut effective = effective_settings();
    effective.retain(|key, _| expected().contains_key(key));
    effective
}

fn expected() -> Settings {
    let fixed = |knob: &&Knob| !knob.default.contains(' ');
    let default = |knob: &Knob| (knob.key.into(), knob.default.into());
    current().knobs().iter().filter(fixed).map(default).collect()
}

/// A value that is not the default, and of numbers not that of another knob.
fn other_value(knob: &Knob) -> String {
    match knob.values {
        Values::Switch => (knob.default == "false").to_string(),
        Values::OneOf(words) => {
            let other = words.iter().find(|&&word| word != knob.default);
            (*other.unwrap()).to_owned()
        }
        Values::Integer(_, most) if most < 10 => {
            u8::from(knob.default == "0").to_string()
        }
        // A size class of jemalloc, and a whole number of KiB for mimalloc.
        Values::Integer(..) if knob.unit == "bytes" => "16384".to_owned(),
        Values::Integer(..) => "17".to_owned(),
        _ => unreachable!("a new kind of values"),
    }
}
