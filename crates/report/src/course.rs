//! The course of a probe: where its peak is, and what came after.

use crate::run::Phase;

/// The phase that ends a scenario by letting go of its containers, so that
/// it is no state to read them in.
const DROPPED: &str = "dropped";

/// Growth up to here is a process's own breathing, not its scenario's.
const NOTABLE: u64 = 64 * 1024;

/// The phases of a probe, seen from its peak.
pub(crate) struct Course<'a> {
    phases: &'a [Phase],
    peak: usize,
    read: usize,
}

impl<'a> Course<'a> {
    /// The course of `phases`, unless there are none.
    pub(crate) fn of(phases: &'a [Phase]) -> Option<Course<'a>> {
        let peak = peak(phases)?;
        let next = phases.get(peak + 1);
        let read = peak + usize::from(next.is_some_and(|p| p.name != DROPPED));
        Some(Course { phases, peak, read })
    }

    /// The phase to read: the one after the peak, where elements are gone and
    /// containers are kept. If there is none, the peak itself.
    pub(crate) fn at(&self) -> &'a Phase {
        &self.phases[self.read]
    }

    /// Whether [`Course::at`] comes after the peak.
    pub(crate) fn is_after_peak(&self) -> bool {
        self.read > self.peak
    }

    /// The index of the peak.
    pub(crate) fn peak(&self) -> usize {
        self.peak
    }

    /// The index of the phase to read.
    pub(crate) fn read(&self) -> usize {
        self.read
    }

    /// Each step after the phase to read: the phase before it, and its own.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (&'a Phase, &'a Phase)> {
        self.phases[self.read..].windows(2).map(|pair| (&pair[0], &pair[1]))
    }

    /// Whether the peak stands out from the start of the process at all.
    pub(crate) fn grows(&self) -> bool {
        let (first, peak) = (&self.phases[0], &self.phases[self.peak]);
        let more = |now: u64, then: u64| now.saturating_sub(then) > NOTABLE;
        self.phases.len() == 1
            || peak.payload() > Some(0)
            || more(peak.net_resident(), first.net_resident())
            || more(peak.live.unwrap_or(0), first.live.unwrap_or(0))
    }

    /// Whether all that the peak added to the process, beyond its payload, is
    /// gone again but for a hundredth.
    pub(crate) fn is_back_at_start(&self) -> bool {
        let beyond_payload = |phase: &Phase| {
            Some(phase.net_resident().saturating_sub(phase.payload()?))
        };
        let peak = self.phases[self.peak].net_resident();
        let room = NOTABLE.max(peak / 100);
        match (beyond_payload(&self.phases[0]), beyond_payload(self.at())) {
            (Some(start), Some(now)) if self.peak > 0 => {
                now <= start.saturating_add(room)
            }
            _ => false,
        }
    }
}

/// The first phase with the largest payload; or, if none ever had any, with
/// the most live bytes; or, if these barely move, with the most resident.
fn peak(phases: &[Phase]) -> Option<usize> {
    first_largest(phases, Phase::payload, 0)
        .or_else(|| first_largest(phases, |phase| phase.live, NOTABLE))
        .or_else(|| first_largest(phases, |p| Some(p.net_resident()), 0))
        .or(if phases.is_empty() { None } else { Some(0) })
}

/// The first phase with the largest figure, if that is more than `above` over
/// the smallest.
fn first_largest(
    phases: &[Phase],
    figure: impl Fn(&Phase) -> Option<u64>,
    above: u64,
) -> Option<usize> {
    let known = || phases.iter().map(&figure).enumerate();
    let (index, largest) = known()
        .filter_map(|(index, bytes)| Some((index, bytes?)))
        .rev()
        .max_by_key(|&(_, bytes)| bytes)?;
    let smallest = known().filter_map(|(_, bytes)| bytes).min()?;
    (largest - smallest > above).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_ledger::Row;

    fn phases(of: &[(&str, u64, u64)]) -> Vec<Phase> {
        let phase = |&(name, payload, resident): &(&str, u64, u64)| {
            let mut phase =
                Phase { name: name.to_owned(), resident, ..Phase::default() };
            phase.ledger.set(Row::Payload, payload);
            phase
        };
        of.iter().map(phase).collect()
    }

    #[test]
    fn reads_the_phase_after_the_largest_payload() {
        let phases = phases(&[
            ("baseline", 0, 1),
            ("normal-day", 10, 20),
            ("promotion", 1000, 1100),
            ("day-after", 10, 1200),
            ("settled", 10, 1200),
        ]);
        let course = Course::of(&phases).unwrap();
        assert_eq!(course.at().name, "day-after");
        assert!(course.is_after_peak());
        assert_eq!(course.steps().count(), 1);
    }

    #[test]
    fn of_equal_peaks_the_first_is_the_peak() {
        let mut phases =
            phases(&[("baseline", 0, 1), ("filled", 0, 9), ("drained", 0, 9)]);
        phases[0].live = Some(0);
        // A table that is kept is as live when it is empty.
        phases[1].live = Some(274 << 20);
        phases[2].live = Some(274 << 20);
        assert_eq!(Course::of(&phases).unwrap().at().name, "drained");
        assert!(Course::of(&phases).unwrap().is_after_peak());
    }

    #[test]
    fn reads_the_peak_if_only_its_undoing_follows() {
        let mb = 1 << 20;
        let phases = phases(&[
            ("baseline", 0, 1),
            ("planted", 0, 64 * mb),
            ("dropped", 0, 1),
        ]);
        let course = Course::of(&phases).unwrap();
        assert_eq!(course.at().name, "planted");
        assert!(!course.is_after_peak());
    }

    #[test]
    fn has_no_course_without_phases() {
        assert!(Course::of(&[]).is_none());
    }
}
