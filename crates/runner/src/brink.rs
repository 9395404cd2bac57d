//! How near a program is to the limit of its control group: whoever watches
//! it looks before the OOM killer comes.

use residue_observer::{ControlGroup, NearestLimit};
use std::time::{Duration, Instant};

/// What a look is called that is taken because the limit is near.
pub(crate) const LIMIT: &str = "limit";

/// The part of the limit, in percent, at which a look is taken; and below
/// which another may be.
const NEAR: u64 = 90;
const FAR: u64 = 80;

/// From here on what takes long is left out.
const SOON: u64 = 50;

const SELDOM: Duration = Duration::from_secs(5);
const USUAL: Duration = Duration::from_millis(100);
const OFTEN: Duration = Duration::from_millis(10);

/// Tells once when the limit is near, and again when it was far meanwhile.
#[derive(Debug)]
pub(crate) struct Brink {
    group: Option<ControlGroup>,
    due: Instant,
    is_armed: bool,
    is_soon: bool,
}

impl Brink {
    /// Of a program in `group`.
    pub(crate) fn of(group: Option<ControlGroup>, now: Instant) -> Brink {
        Brink { group, due: now, is_armed: true, is_soon: false }
    }

    /// Whether so much was charged when it was asked last that the limit may
    /// soon be near.
    pub(crate) fn is_soon(&self) -> bool {
        self.is_soon
    }

    /// The group's nearest limit now.
    pub(crate) fn nearest(&self) -> Option<NearestLimit> {
        self.group.as_ref()?.nearest_limit()
    }

    /// The limit that is near, if it was not before; asked only when it is
    /// due.
    pub(crate) fn reached(&mut self, now: Instant) -> Option<NearestLimit> {
        if now < self.due {
            return None;
        }
        let nearest = self.nearest();
        let is_reached = self.step(nearest.as_ref(), now);
        nearest.filter(|_| is_reached)
    }

    /// How long to wait until it is due.
    pub(crate) fn wait(&self, now: Instant) -> Duration {
        self.due.saturating_duration_since(now)
    }

    fn step(&mut self, nearest: Option<&NearestLimit>, now: Instant) -> bool {
        let part = nearest.map(NearestLimit::percent);
        self.due = now
            + match part {
                None => SELDOM,
                Some(FAR..) => OFTEN,
                Some(_) => USUAL,
            };
        self.is_soon = part.is_some_and(|of| of >= SOON);
        let is_reached = self.is_armed && part.is_some_and(|of| of >= NEAR);
        self.is_armed = match part {
            Some(NEAR..) => false,
            Some(FAR..) => self.is_armed,
            _ => true,
        };
        is_reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_is_near_is_told_once_until_it_was_far() {
        let now = Instant::now();
        let mut brink = Brink::of(None, now);
        let mut at = |charged: u64| {
            let path = "/a".to_owned();
            let nearest = NearestLimit { path, charged, limit: 1000 };
            let told = brink.step(Some(&nearest), now);
            (told, brink.wait(now))
        };
        assert_eq!(at(799), (false, USUAL));
        assert_eq!(at(899), (false, OFTEN));
        assert_eq!(at(900), (true, OFTEN));
        assert_eq!(at(999), (false, OFTEN), "it was told");
        assert!(!at(850).0);
        assert!(!at(950).0, "it was not far");
        assert!(!at(799).0);
        assert_eq!(at(2000), (true, OFTEN));
    }

    #[test]
    fn without_a_limit_it_is_asked_seldom() {
        let now = Instant::now();
        let mut brink = Brink::of(None, now);
        assert_eq!(brink.reached(now), None);
        assert_eq!(brink.wait(now), SELDOM);
    }
}
