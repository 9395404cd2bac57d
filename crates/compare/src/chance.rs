//! What is kept or given back by chance.

/// What an allocator keeps or gives back by chance: how much of it depends on
/// who is faster. Sizes are in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chance {
    /// The shortest time after which memory is given back, in nanoseconds;
    /// `None` where there is no such time.
    pub timer: Option<u64>,
    /// Whether several threads race for what is cached.
    pub races: bool,
    /// The least that is given back at once, also before any timer is up.
    pub chunk: u64,
    /// What is left to chance in any case, however many repetitions there
    /// are.
    pub always: u64,
    /// Whether where within its page a large object begins is.
    pub begins: bool,
}

impl Chance {
    /// What either of two leaves to chance.
    pub fn or(self, other: Chance) -> Chance {
        let timers = [self.timer, other.timer];
        Chance {
            timer: timers.into_iter().flatten().min(),
            races: self.races || other.races,
            chunk: self.chunk.max(other.chunk),
            always: self.always.max(other.always),
            begins: self.begins || other.begins,
        }
    }

    /// Room for what may have been given back on one side and not on the
    /// other, of what the other has `cached`, after `clock` nanoseconds.
    ///
    /// Some allocators give back all at once when their time is up, others
    /// bit by bit, at most a quarter faster than evenly.
    pub fn room(self, cached: u64, clock: u64) -> u64 {
        let share = |timer: u64| {
            let evenly = u128::from(cached) * u128::from(clock.min(timer))
                / u128::from(timer);
            let evenly = u64::try_from(evenly).unwrap_or(cached);
            evenly.saturating_add(evenly / 4).min(cached)
        };
        match (self.races, self.timer) {
            (true, _) => self.chunk.saturating_add(cached),
            (false, Some(timer)) => self.chunk.saturating_add(share(timer)),
            (false, None) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;
    const SECOND: u64 = 1_000_000_000;

    fn after(timer: u64) -> Chance {
        Chance { timer: Some(timer), chunk: 8 * MIB, ..Chance::default() }
    }

    #[test]
    fn the_longer_it_takes_the_more_a_timer_may_give_back() {
        let room = |clock| after(10 * SECOND).room(80 * MIB, clock) - 8 * MIB;
        assert_eq!(room(0), 0);
        assert_eq!(room(SECOND), 10 * MIB);
        assert_eq!(room(8 * SECOND), 80 * MIB);
        assert_eq!(room(u64::MAX), 80 * MIB);
    }

    #[test]
    fn threads_may_race_for_all_of_it_and_without_a_timer_nothing_moves() {
        let mut chance = Chance { chunk: 8 * MIB, ..Chance::default() };
        assert_eq!(chance.room(80 * MIB, SECOND), 0);
        chance.races = true;
        assert_eq!(chance.room(80 * MIB, 0), 88 * MIB);
    }

    #[test]
    fn of_two_the_wider_chance_counts() {
        let slow = after(10 * SECOND);
        let fast = Chance { always: 7, ..after(2 * SECOND) };
        assert_eq!(slow.or(fast), fast.or(slow));
        assert_eq!(slow.or(fast).room(80 * MIB, SECOND), 58 * MIB);
        assert_eq!(slow.or(fast).always, 7);
    }
}
