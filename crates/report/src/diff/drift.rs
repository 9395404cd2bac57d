//! What a backend's figures do by themselves, as the backend states it.

use std::collections::BTreeMap;

use residue_compare::Chance;

/// What moves by itself under a backend, from one run of the same program to
/// the next. Whoever compares states it for the backends that it knows; the
/// figures of others have no room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackendDrift {
    /// The backend's name, as probes have it.
    pub backend: &'static str,
    /// The settings that say after how many milliseconds memory is given back:
    /// 0 is at once, and -1 never.
    pub timers: &'static [&'static str],
    /// Bytes of its own tables, at most, that come now out of cached pages and
    /// now not.
    pub tables: u64,
    /// Whether chance decides where within its page a large object begins,
    /// and so which of its pages nobody touches.
    pub begins_anywhere: bool,
}

/// What `backend` itself leaves to chance under these settings.
pub(super) fn chance(
    drifts: &[BackendDrift],
    backend: &str,
    settings: &BTreeMap<String, String>,
) -> Chance {
    let drift = drifts.iter().find(|drift| drift.backend == backend);
    let timers = drift.map_or(&[][..], |drift| drift.timers);
    let timers = timers.iter().filter_map(|&timer| {
        let time = settings.get(timer)?.parse::<u64>().ok()?;
        (time > 0).then(|| time.saturating_mul(1_000_000))
    });
    let always = drift.map_or(0, |drift| drift.tables);
    let begins = drift.is_some_and(|drift| drift.begins_anywhere);
    Chance { timer: timers.min(), always, begins, ..Chance::default() }
}

/// What either side knows, each once.
pub(super) fn union(
    old: &[BackendDrift],
    new: &[BackendDrift],
) -> Vec<BackendDrift> {
    let more = new.iter().filter(|drift| !old.contains(drift));
    old.iter().chain(more).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;
    const DRIFTS: [BackendDrift; 2] = [
        BackendDrift {
            backend: "slow",
            timers: &["decay"],
            tables: 7,
            begins_anywhere: true,
        },
        BackendDrift {
            backend: "quick",
            timers: &["delay"],
            tables: 0,
            begins_anywhere: false,
        },
    ];

    fn of(backend: &str, name: &str, value: &str) -> Chance {
        let settings = [(name.to_owned(), value.to_owned())];
        chance(&DRIFTS, backend, &BTreeMap::from(settings))
    }

    #[test]
    fn a_decay_time_is_a_timer_and_none_or_never_is_not() {
        assert_eq!(of("slow", "decay", "10000").timer, Some(10 * SECOND));
        assert_eq!(of("quick", "delay", "1000").timer, Some(SECOND));
        for value in ["0", "-1", "never"] {
            assert_eq!(of("slow", "decay", value).timer, None, "{value}");
        }
    }

    #[test]
    fn a_setting_of_that_name_is_a_timer_of_its_own_backend_only() {
        assert_eq!(of("quick", "decay", "10000").timer, None);
        assert_eq!(of("unknown", "decay", "10000").timer, None);
    }

    #[test]
    fn only_some_have_tables_that_come_and_go() {
        assert_eq!(of("slow", "decay", "0").always, 7);
        assert_eq!(of("quick", "delay", "1000").always, 0);
        assert_eq!(of("unknown", "decay", "0").always, 0);
    }

    #[test]
    fn only_some_begin_large_objects_anywhere() {
        assert!(of("slow", "decay", "0").begins);
        assert!(!of("quick", "delay", "0").begins);
        assert!(!of("unknown", "decay", "0").begins);
    }
}
