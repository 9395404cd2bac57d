//! When a phase was reached, and what could have been given back by then.

use super::Metric;
use crate::run::Phase;

/// When a phase was reached, and what was cached: in the slowest repetition,
/// and in the one with the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    /// Nanoseconds since the process began, those in which it stood still to
    /// be measured included: timers go on. The most there is if unknown.
    pub(super) clock: u64,
    /// What was cached; if that is unknown, all that was resident.
    pub(super) cached: u64,
    /// The most that was cached at this phase or one before.
    pub(super) most_cached: u64,
    /// What of the live bytes nobody had touched; 0 where that is unknown.
    pub(super) untouched: u64,
}

impl Moment {
    /// The moments of a process's phases, in order.
    pub(super) fn all(phases: &[Phase]) -> impl Iterator<Item = Moment> {
        phases.iter().scan(Moment::default(), |last, phase| {
            // Before the first phase there is nothing to give back yet.
            let is_first = *last == Moment::default();
            let unknown = if is_first { 0 } else { u64::MAX };
            let time = phase.elapsed_ns.unwrap_or(unknown);
            let time = time.saturating_add(phase.standing_ns);
            let cached = Metric::Row(residue_ledger::Row::Cached).of(phase);
            let cached = cached.unwrap_or(phase.net_resident());
            *last = Moment {
                clock: last.clock.saturating_add(time),
                cached,
                most_cached: last.most_cached.max(cached),
                untouched: phase.untouched.unwrap_or(0),
            };
            Some(*last)
        })
    }

    /// The moment of one phase in all repetitions of both sides.
    pub(super) fn of_all(moments: impl Iterator<Item = Moment>) -> Moment {
        moments.fold(Moment::default(), Moment::or)
    }

    fn or(self, other: Moment) -> Moment {
        Moment {
            clock: self.clock.max(other.clock),
            cached: self.cached.max(other.cached),
            most_cached: self.most_cached.max(other.most_cached),
            untouched: self.untouched.max(other.untouched),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_ledger::Row;

    fn phase(elapsed: Option<u64>, cached: u64) -> Phase {
        let mut phase =
            Phase { elapsed_ns: elapsed, standing_ns: 5, ..Phase::default() };
        phase.ledger.set(Row::Cached, cached);
        phase
    }

    #[test]
    fn time_goes_on_while_the_process_stands_still() {
        let phases = [phase(None, 3), phase(Some(10), 9), phase(Some(1), 2)];
        let moments: Vec<_> = Moment::all(&phases)
            .map(|at| (at.clock, at.cached, at.most_cached))
            .collect();
        assert_eq!(moments, [(5, 3, 3), (20, 9, 9), (26, 2, 9)]);
    }

    #[test]
    fn after_an_unknown_time_anything_may_have_happened() {
        let phases = [phase(Some(1), 3), phase(None, 9), phase(Some(1), 2)];
        let clocks: Vec<_> = Moment::all(&phases).map(|at| at.clock).collect();
        assert_eq!(clocks, [6, u64::MAX, u64::MAX]);
    }
}
