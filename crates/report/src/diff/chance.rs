//! What an allocator keeps or gives back by chance.

use std::collections::BTreeMap;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// Where memory is given back by chance it is by chunks, also before any timer
/// is up: 7.5 MiB.
const CHUNK: u64 = 8 * MIB;

/// Settings that give memory back after so many milliseconds. At 0 it is at
/// once and at -1 never, so that there is nothing to chance.
const TIMERS: &[&str] = &["purge_delay", "dirty_decay_ms", "muzzy_decay_ms"];

/// A setting of jemalloc, whose own tables grow by 2 MiB, now out of cached
/// pages and now not, with a timer or without.
const JEMALLOC: &str = "dirty_decay_ms";
const TABLES: u64 = 2 * MIB + 512 * KIB;

/// What an allocator keeps or gives back by chance: how much of it depends on
/// who is faster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chance {
    /// The shortest time after which memory is given back.
    timer: Option<u64>,
    /// Whether several threads race for what is cached: 53 MiB of 81.
    races: bool,
    /// What is left to chance in any case, however many repetitions there
    /// are.
    pub(super) always: u64,
}

impl Chance {
    /// What an allocator of these settings leaves to chance.
    pub(super) fn of(
        settings: &BTreeMap<String, String>,
        races: bool,
    ) -> Chance {
        let timers = TIMERS.iter().filter_map(|&timer| {
            let time = settings.get(timer)?.parse::<u64>().ok()?;
            (time > 0).then(|| time.saturating_mul(1_000_000))
        });
        let has_tables = settings.contains_key(JEMALLOC);
        let always = if has_tables { TABLES } else { 0 };
        Chance { timer: timers.min(), races, always }
    }

    /// What either of two leaves to chance.
    pub(super) fn or(self, other: Chance) -> Chance {
        let timers = [self.timer, other.timer];
        Chance {
            timer: timers.into_iter().flatten().min(),
            races: self.races || other.races,
            always: self.always.max(other.always),
        }
    }

    /// Room for what may have been given back on one side and not on the
    /// other, of what the other has `cached`, after `clock` nanoseconds.
    ///
    /// mimalloc gives back all at once when its time is up, jemalloc bit by
    /// bit, at most a quarter faster than evenly: a quiet machine shows 16
    /// MiB of 93, one that takes ten times as long 70 MiB of 88.
    pub(super) fn room(self, cached: u64, clock: u64) -> u64 {
        let share = |timer: u64| {
            let evenly = u128::from(cached) * u128::from(clock.min(timer))
                / u128::from(timer);
            let evenly = u64::try_from(evenly).unwrap_or(cached);
            evenly.saturating_add(evenly / 4).min(cached)
        };
        match (self.races, self.timer) {
            (true, _) => CHUNK.saturating_add(cached),
            (false, Some(timer)) => CHUNK.saturating_add(share(timer)),
            (false, None) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn chance(settings: &[(&str, &str)], races: bool) -> Chance {
        let text = |of: &str| of.to_owned();
        let settings =
            settings.iter().map(|(name, value)| (text(name), text(value)));
        Chance::of(&settings.collect(), races)
    }

    #[test]
    fn the_longer_it_takes_the_more_a_timer_may_give_back() {
        let jemalloc = chance(&[("dirty_decay_ms", "10000")], false);
        let room = |clock| jemalloc.room(80 * MIB, clock) - CHUNK;
        assert_eq!(room(0), 0);
        assert_eq!(room(SECOND), 10 * MIB);
        assert_eq!(room(8 * SECOND), 80 * MIB);
        assert_eq!(room(u64::MAX), 80 * MIB);
    }

    #[test]
    fn no_timer_leaves_only_tables_to_chance() {
        for value in ["0", "-1", "never"] {
            let jemalloc = chance(&[("dirty_decay_ms", value)], false);
            let mimalloc = chance(&[("purge_delay", value)], false);
            assert_eq!(jemalloc.room(80 * MIB, SECOND), 0);
            assert_eq!((jemalloc.always, mimalloc.always), (TABLES, 0));
            assert_eq!(mimalloc.room(80 * MIB, SECOND), 0);
        }
    }

    #[test]
    fn threads_may_race_for_all_of_it() {
        assert_eq!(chance(&[], true).room(80 * MIB, 0), CHUNK + 80 * MIB);
    }

    #[test]
    fn of_two_allocators_the_wider_chance_counts() {
        let slow = chance(&[("dirty_decay_ms", "10000")], false);
        let fast = chance(&[("dirty_decay_ms", "0")], false)
            .or(chance(&[("muzzy_decay_ms", "2000")], false));
        assert_eq!(slow.or(fast), fast.or(slow));
        let room = slow.or(fast).room(80 * MIB, SECOND);
        assert_eq!(room, CHUNK + 50 * MIB);
    }
}
