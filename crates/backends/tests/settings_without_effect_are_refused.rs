//! The control for reading back: a setting that was not made, or was refused,
//! is an error and not a silence.

mod common;

use residue_backends::{
    Backend, Selected, SettingError, apply, current, effective_settings,
};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

#[test]
fn settings_without_effect_are_refused() {
    if common::part().is_none() {
        // jemalloc cuts this down without a word.
        let cut = ("_RJEM_MALLOC_CONF".into(), "tcache_max:65536".into());
        let mut variables = common::variables(Backend::Jemalloc, &[]);
        variables.push(cut);
        common::probe("", &variables);
        for &backend in Backend::ALL {
            common::probe("", &common::variables(backend, &[]));
        }
        return;
    }
    let backend = current();
    match backend {
        // These probes started without the variable that makes the setting.
        Backend::Jemalloc => {
            not_in_effect("dirty_decay_ms", "0", "10000");
            not_in_effect("tcache_max", "65536", "32768");
        }
        Backend::Mimalloc => not_in_effect("purge_delay", "0", "1000"),
        // glibc returns success, and leaves the number of arenas as it is.
        Backend::System | Backend::Dhat => {
            apply(&common::settings(&[("arena_max", "1")])).unwrap();
            not_in_effect("arena_max", "0", "1");
            // It started without the variable that makes this one.
            not_in_effect("hugetlb", "1", "0");
            is_taken_or_refused("mmap_threshold", "1073741824");
        }
    }
    let unknown = apply(&common::settings(&[("arena_maximum", "1")]));
    assert!(matches!(unknown, Err(SettingError::UnknownSetting { .. })));
}

#[track_caller]
fn not_in_effect(wanted: &str, value: &str, real: &str) {
    match apply(&common::settings(&[(wanted, value)])) {
        Err(SettingError::NotInEffect { backend, key, asked, in_effect }) => {
            assert_eq!(backend, current());
            assert_eq!((key, &*asked, &*in_effect), (wanted, value, real));
        }
        other => panic!("{other:?}"),
    }
}

/// Before 2.35 glibc has a limit for this one, and says so.
#[track_caller]
fn is_taken_or_refused(wanted: &str, given: &str) {
    match apply(&common::settings(&[(wanted, given)])) {
        Ok(()) => assert_eq!(effective_settings()[wanted], given),
        Err(SettingError::Refused { backend, key, value, .. }) => {
            assert_eq!(backend, current());
            assert_eq!((key, &*value), (wanted, given));
        }
        other => panic!("{other:?}"),
    }
}
