//! What each remedy gave back and what it cost, of each probe that tried some:
//! one after the other, or one alone.

use residue_ledger::Row;

use crate::course::Course;
use crate::run::{Phase, Probe};

/// The remedy of a probe that tried every rung, one after the other.
const WHOLE: &str = "ladder";

/// How the remedy of a probe ends that tried one rung alone.
const ALONE: &str = "-alone";

/// A figure of a phase that a remedy makes fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallen {
    /// Requested bytes of live allocations.
    Live,
    /// Resident bytes, without what Residue keeps there.
    Resident,
    /// A row of the ledger.
    Row(Row),
}

impl Fallen {
    /// All of them: what is asked for, what is resident, and where that is.
    pub fn all() -> impl Iterator<Item = Fallen> {
        let rows = Row::ALL.into_iter().map(Fallen::Row);
        [Fallen::Live, Fallen::Resident].into_iter().chain(rows)
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Fallen::Live => "live",
            Fallen::Resident => "resident",
            Fallen::Row(row) => row.title(),
        }
    }

    fn of(self, phase: &Phase) -> Option<i128> {
        let bytes = match self {
            Fallen::Live => phase.live?,
            Fallen::Resident => phase.net_resident(),
            Fallen::Row(row) => phase.ledger.get(row)?,
        };
        Some(bytes.into())
    }
}

/// A probe on its way down from its peak.
#[derive(Clone, Copy, Debug)]
pub struct Descent<'a> {
    phases: &'a [Phase],
    peak: usize,
    kind: DescentKind,
}

/// How a probe came down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DescentKind {
    /// Every rung, one after the other.
    Whole,
    /// One rung alone.
    Alone,
}

/// One step down: what was done, and what was there before and after it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Before it.
    pub before: &'a Phase,
    /// After it; its name says what was done.
    pub after: &'a Phase,
}

impl<'a> Descent<'a> {
    /// The descent of `probe`, if it tried all rungs, or one alone, and came
    /// to its end.
    pub fn of(probe: &'a Probe) -> Option<Descent<'a>> {
        let kind = match probe.remedy.as_str() {
            WHOLE => DescentKind::Whole,
            alone if alone.ends_with(ALONE) => DescentKind::Alone,
            _ => return None,
        };
        let phases = &probe.phases[..];
        let peak = Course::of(phases)?.peak();
        probe.completed().then_some(Descent { phases, peak, kind })
    }

    /// How it came down.
    pub fn kind(&self) -> DescentKind {
        self.kind
    }

    /// By how much `of` grew from the first phase to the peak.
    pub fn growth(&self, of: Fallen) -> Option<i128> {
        Some(of.of(&self.phases[self.peak])? - of.of(&self.phases[0])?)
    }

    /// Each step down from the peak. By how much `of` falls in all of them,
    /// and what is [left](Self::left), is what it [grew](Self::growth).
    pub fn steps(&self) -> impl Iterator<Item = Step<'a>> {
        let pairs = self.phases[self.peak..].windows(2);
        pairs.map(|pair| Step { before: &pair[0], after: &pair[1] })
    }

    /// The step that is tried alone; none if several are.
    pub fn alone(&self) -> Option<Step<'a>> {
        // Removing the elements comes first, and dropping the container last.
        (self.kind == DescentKind::Alone).then(|| self.steps().nth(1))?
    }

    /// How much of `of` is left at the end beyond the first phase.
    pub fn left(&self, of: Fallen) -> Option<i128> {
        Some(of.of(self.phases.last()?)? - of.of(&self.phases[0])?)
    }
}

impl Step<'_> {
    /// By how much `of` fell; below 0 where it rose.
    pub fn fall(&self, of: Fallen) -> Option<i128> {
        Some(of.of(self.before)? - of.of(self.after)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phase(name: &str, resident: u64, cached: Option<u64>) -> Phase {
        let mut phase = Phase {
            name: name.to_owned(),
            resident,
            live: Some(resident / 2),
            ..Phase::default()
        };
        if let Some(bytes) = cached {
            phase.ledger.set(Row::Cached, bytes);
        }
        phase
    }

    fn probe(remedy: &str) -> Probe {
        Probe {
            remedy: remedy.to_owned(),
            phases: vec![
                phase("baseline", 10, Some(1)),
                phase("filled", 1 << 20, Some(2)),
                phase("drained", 1 << 19, Some(99)),
                phase("collected", 1 << 18, Some(3)),
                phase("dropped", 12, None),
            ],
            ..Probe::default()
        }
    }

    #[test]
    fn growth_is_what_falls_and_what_is_left() {
        let probe = probe("ladder");
        let descent = Descent::of(&probe).unwrap();
        for figure in [Fallen::Live, Fallen::Resident] {
            let falls = descent.steps().map(|step| step.fall(figure).unwrap());
            let left = descent.left(figure).unwrap();
            assert_eq!(
                falls.sum::<i128>() + left,
                descent.growth(figure).unwrap()
            );
        }
        let cached = Fallen::Row(Row::Cached);
        assert_eq!(descent.left(cached), None, "it is not known at the end");
        let falls: Vec<_> = descent.steps().map(|of| of.fall(cached)).collect();
        assert_eq!(falls, [Some(-97), Some(96), None]);
    }

    #[test]
    fn only_a_ladder_is_a_descent_and_one_rung_may_be_alone() {
        assert!(Descent::of(&probe("shrink")).is_none());
        assert!(Descent::of(&probe("ladder")).unwrap().alone().is_none());
        let probe = probe("collected-alone");
        let alone = Descent::of(&probe).unwrap().alone().unwrap();
        assert_eq!(alone.after.name, "collected");
        assert_eq!(alone.fall(Fallen::Resident), Some(1 << 18));
    }
}
