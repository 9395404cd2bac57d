//! What an allocator of some settings leaves to chance.

use std::collections::BTreeMap;

use residue_compare::Chance;

use super::floor::Floor;

/// Settings that give memory back after so many milliseconds. At 0 it is at
/// once and at -1 never, so that there is nothing to chance.
const TIMERS: &[&str] = &["purge_delay", "dirty_decay_ms", "muzzy_decay_ms"];

/// A setting of jemalloc, by which it is known.
const JEMALLOC: &str = "dirty_decay_ms";

/// What an allocator of these settings leaves to chance.
pub(super) fn chance(
    settings: &BTreeMap<String, String>,
    races: bool,
) -> Chance {
    let timers = TIMERS.iter().filter_map(|&timer| {
        let time = settings.get(timer)?.parse::<u64>().ok()?;
        (time > 0).then(|| time.saturating_mul(1_000_000))
    });
    let has_tables = settings.contains_key(JEMALLOC);
    Chance {
        timer: timers.min(),
        races,
        chunk: Floor::GivenBack.size().bytes,
        always: if has_tables { Floor::Tables.size().bytes } else { 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn of(name: &str, value: &str) -> Chance {
        let settings = [(name.to_owned(), value.to_owned())];
        chance(&BTreeMap::from(settings), false)
    }

    #[test]
    fn a_decay_time_is_a_timer_and_none_or_never_is_not() {
        assert_eq!(of("dirty_decay_ms", "10000").timer, Some(10 * SECOND));
        assert_eq!(of("purge_delay", "1000").timer, Some(SECOND));
        for value in ["0", "-1", "never"] {
            assert_eq!(of("dirty_decay_ms", value).timer, None, "{value}");
            assert_eq!(of("purge_delay", value).timer, None, "{value}");
        }
    }

    #[test]
    fn only_jemalloc_has_tables_that_come_and_go() {
        let tables = Floor::Tables.size().bytes;
        assert_eq!(of("dirty_decay_ms", "0").always, tables);
        assert_eq!(of("purge_delay", "1000").always, 0);
    }
}
