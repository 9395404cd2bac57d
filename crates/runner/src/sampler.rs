//! What a probe holds between its phases.

use residue_observer as observer;
use residue_report::Sample;
use std::time::{Duration, Instant};

/// Samples kept of one probe, at most.
const MOST: usize = 1_000;

/// Samples kept of the way from one phase to the next, at most: a long one
/// must not leave a short one without any.
const STRETCH: usize = 200;

/// The time between two samples, as long as there are not too many.
const INTERVAL: Duration = Duration::from_millis(10);

/// Samples of one probe, by the program's own time: without the time that it
/// stood still, from its first phase on.
pub(crate) struct Sampler {
    samples: Vec<Sample>,
    /// How many of them were taken before the phase reached last.
    settled: usize,
    interval: Duration,
    /// The interval that a stretch begins with.
    shortest: Duration,
    /// The program's own time at the phase reached last.
    reached_ns: u64,
    /// When the program went on from there.
    since: Instant,
    due: Instant,
}

/// What is seen of a program at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glance {
    pub(crate) sums: observer::Sample,
    /// Where it was read too.
    pub(crate) lazy_free: Option<u64>,
}

impl From<observer::Sample> for Glance {
    fn from(sums: observer::Sample) -> Glance {
        Glance { sums, lazy_free: None }
    }
}

impl Sampler {
    /// Of a program that goes on `now` from its first phase.
    pub(crate) fn starting(now: Instant) -> Sampler {
        Sampler {
            samples: Vec::new(),
            settled: 0,
            interval: INTERVAL,
            shortest: INTERVAL,
            reached_ns: 0,
            since: now,
            due: now + INTERVAL,
        }
    }

    /// Takes a sample if one is due. Returns how long to wait for the next.
    pub(crate) fn wait(
        &mut self,
        now: Instant,
        look: impl FnOnce() -> Option<Glance>,
    ) -> Duration {
        if now >= self.due {
            self.due = now + self.interval;
            // A program that is about to end shows nothing.
            if let Some(seen) = look() {
                let ran = now.saturating_duration_since(self.since);
                self.push(Sample {
                    at_ns: self.reached_ns + ran.as_nanos() as u64,
                    resident: seen.sums.resident,
                    live: seen.sums.live,
                    lazy_free: seen.lazy_free,
                });
            }
        }
        self.due.saturating_duration_since(now)
    }

    /// The program has reached a phase, so long after it went on from the one
    /// before, by its own clock; if it has none, `now` by this one's.
    pub(crate) fn reached(&mut self, elapsed_ns: Option<u64>, now: Instant) {
        let ran = now.saturating_duration_since(self.since).as_nanos() as u64;
        self.reached_ns += elapsed_ns.unwrap_or(ran);
        // The two clocks are not read at the same instant.
        for sample in &mut self.samples[self.settled..] {
            sample.at_ns = sample.at_ns.min(self.reached_ns);
        }
        self.settled = self.samples.len();
        self.interval = self.shortest;
    }

    /// The program's own time up to the phase reached last.
    pub(crate) fn own_time(&self) -> Duration {
        Duration::from_nanos(self.reached_ns)
    }

    /// The program goes on from a phase.
    pub(crate) fn goes_on(&mut self, now: Instant) {
        self.since = now;
        self.due = now + self.interval;
    }

    /// What was taken up to the phase reached last. What came after is a
    /// program that ends. Of samples in a row that are the same only the
    /// first and the last are there: the line through them is the same.
    pub(crate) fn samples(&self) -> Vec<Sample> {
        let settled = &self.samples[..self.settled];
        let held =
            |sample: &Sample| (sample.resident, sample.live, sample.lazy_free);
        let same = |one: Option<&Sample>, other: &Sample| {
            one.is_some_and(|one| held(one) == held(other))
        };
        let needed = |&(index, sample): &(usize, &Sample)| {
            let before = index.checked_sub(1).and_then(|at| settled.get(at));
            !(same(before, sample) && same(settled.get(index + 1), sample))
        };
        let kept = settled.iter().enumerate().filter(needed);
        kept.map(|(_, sample)| *sample).collect()
    }

    fn push(&mut self, sample: Sample) {
        self.samples.push(sample);
        if self.samples.len() - self.settled > STRETCH {
            self.thin_out(self.settled);
            self.interval *= 2;
        }
        if self.samples.len() > MOST {
            let before = self.settled;
            self.thin_out(0);
            self.settled = before.div_ceil(2);
            self.shortest *= 2;
            self.interval = self.interval.max(self.shortest);
        }
    }

    /// Leaves every other sample from the one at `start` on.
    fn thin_out(&mut self, start: usize) {
        let mut at = 0;
        self.samples.retain(|_| {
            at += 1;
            at <= start || (at - 1 - start).is_multiple_of(2)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    fn seen(resident: u64) -> Option<Glance> {
        Some(observer::Sample { resident, live: Some(1) }.into())
    }

    fn times(sampler: &Sampler) -> Vec<u64> {
        sampler.samples().iter().map(|sample| sample.at_ns).collect()
    }

    #[test]
    fn nothing_is_sampled_before_it_is_due() {
        let start = Instant::now();
        let mut sampler = Sampler::starting(start);
        let early = start + INTERVAL / 2;
        let wait = sampler.wait(early, || panic!("it is not due"));
        assert_eq!(wait, INTERVAL / 2);
        assert_eq!(sampler.wait(start + INTERVAL, || seen(1)), INTERVAL);
    }

    #[test]
    fn time_that_the_program_stood_still_is_left_out() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut sampler = Sampler::starting(start);
        sampler.wait(at(10), || seen(1));
        sampler.wait(at(20), || seen(2));
        // By its own clock it needed less than it seemed from here.
        sampler.reached(Some(15 * MS), at(21));
        sampler.goes_on(at(1000));
        assert_eq!(sampler.wait(at(1004), || seen(3)).as_millis(), 6);
        sampler.wait(at(1012), || seen(3));
        sampler.reached(Some(20 * MS), at(1020));
        assert_eq!(times(&sampler), [10 * MS, 15 * MS, 27 * MS]);
    }

    #[test]
    fn what_comes_after_the_last_phase_is_left_out() {
        let start = Instant::now();
        let mut sampler = Sampler::starting(start);
        sampler.wait(start + INTERVAL, || seen(1));
        assert_eq!(times(&sampler), [0_u64; 0]);
        sampler.reached(None, start + INTERVAL * 2);
        sampler.wait(start + INTERVAL * 3, || seen(2));
        assert_eq!(times(&sampler), [10 * MS]);
    }

    #[test]
    fn a_long_probe_has_fewer_samples_and_all_of_its_course() {
        let start = Instant::now();
        let mut sampler = Sampler::starting(start);
        let mut now = start;
        for resident in 0..5_000 {
            now += INTERVAL;
            sampler.wait(now, || seen(resident));
            if resident == 120 {
                sampler.reached(None, now);
                sampler.goes_on(now);
            }
        }
        sampler.reached(None, now);
        let times = times(&sampler);
        let most = 121 + STRETCH;
        assert!((most / 2..=most).contains(&times.len()), "{}", times.len());
        assert!(times.is_sorted_by(|one, next| one < next));
        assert_eq!(times[0], 10 * MS);
        assert!(times[times.len() - 1] > 49_000 * MS);
        let widest = times.windows(2).map(|pair| pair[1] - pair[0]).max();
        assert!(widest < Some(1_000 * MS), "{widest:?}");
    }

    #[test]
    fn many_stretches_have_no_more_than_there_is_room_for() {
        let start = Instant::now();
        let mut sampler = Sampler::starting(start);
        let mut now = start;
        for resident in 0..20_000 {
            now += INTERVAL;
            sampler.wait(now, || seen(resident));
            if resident % 100 == 0 {
                sampler.reached(None, now);
                sampler.goes_on(now);
            }
        }
        sampler.reached(None, now);
        let times = times(&sampler);
        assert!((MOST / 2..=MOST).contains(&times.len()), "{}", times.len());
        assert!(times.is_sorted_by(|one, next| one < next));
        assert!(times[times.len() - 1] > 199_000 * MS);
    }

    #[test]
    fn a_short_stretch_after_a_long_one_is_seen_as_closely() {
        let start = Instant::now();
        let mut sampler = Sampler::starting(start);
        let mut now = start;
        let mut run = |looks: u64| {
            for resident in 0..looks {
                now += INTERVAL;
                sampler.wait(now, || seen(resident));
            }
            sampler.reached(None, now);
            sampler.goes_on(now);
            sampler.samples().len()
        };
        let long = run(5_000);
        assert_eq!(run(50), long + 50);
    }

    #[test]
    fn of_the_same_in_a_row_the_first_and_the_last_are_kept() {
        let start = Instant::now();
        let mut sampler = Sampler::starting(start);
        let mut now = start;
        for resident in [5, 5, 7, 7, 7, 7, 6] {
            now += INTERVAL;
            sampler.wait(now, || seen(resident));
        }
        sampler.reached(None, now);
        assert_eq!(times(&sampler), [10, 20, 30, 60, 70].map(|ms| ms * MS));
    }
}
