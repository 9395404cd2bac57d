//! What rules look at: a process at one instant, and what is known of it
//! before and after.

use residue_ledger::Row;

use super::{
    Allocator, Certainty, Evidence, Finding, Outside, Threshold, Verdict,
};
use super::{remedies, tried_at};
use crate::course::Course;
use crate::run::{Phase, Probe};

/// A process at one instant, stored or live, with its past and its future as
/// far as they were seen.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The instant that is judged.
    pub at: &'a Phase,
    /// The looks up to `at`, itself included, the oldest first.
    pub looks: &'a [Phase],
    /// The phases after `at`, each after a remedy that was tried.
    pub after: &'a [Phase],
    /// Where the process stood before it did anything, so that what it held
    /// there is nobody's fault; none if it was not seen.
    pub start: Option<&'a Phase>,
    /// The allocator, for its remedies.
    pub allocator: Allocator,
    /// What a look from outside told beside the ledger.
    pub outside: Option<&'a Outside>,
    /// How well the rows are known.
    pub certainty: Certainty,
    /// Whether what is resident is a profiler's own heap.
    pub is_profilers: bool,
}

impl<'a> Reading<'a> {
    /// The reading of a probe: after its peak, or at it if that is all. None
    /// if no phase was measured.
    pub fn of_probe(probe: &'a Probe) -> Option<Reading<'a>> {
        let course = Course::of(&probe.phases)?;
        let (looks, after) = probe.phases.split_at(course.read() + 1);
        let names = [probe.backend.as_str(), probe.backend_version.as_str()];
        Some(Reading {
            at: course.at(),
            looks,
            after,
            start: looks.first().filter(|_| looks.len() > 1),
            allocator: Allocator::of_names(&names),
            outside: None,
            certainty: Certainty::Exact,
            is_profilers: probe.resident_is_profiler,
        })
    }

    /// The reading of a live process that was looked at so many times, the
    /// oldest look first. None if it was not looked at.
    pub fn of_looks(
        looks: &'a [Phase],
        allocator: Allocator,
        outside: Option<&'a Outside>,
    ) -> Option<Reading<'a>> {
        Some(Reading {
            at: looks.last()?,
            looks,
            after: &[],
            start: None,
            allocator,
            outside,
            certainty: Certainty::Exact,
            is_profilers: false,
        })
    }

    /// A finding of all bytes of these rows that none of `found` claims, if
    /// they are enough to judge.
    pub(in crate::findings) fn claim(
        &self,
        verdict: Verdict,
        found: &[Finding],
        rows: fn(Row) -> bool,
    ) -> Option<Finding> {
        let finding = self.collect(verdict, found, rows);
        let least = Threshold::of(verdict);
        let beyond_start = finding.bytes.saturating_sub(self.at_start(rows));
        let is_enough = least.is_reached(beyond_start, self.at.net_resident());
        is_enough.then_some(finding)
    }

    /// The same, however few they are.
    pub(in crate::findings) fn collect(
        &self,
        verdict: Verdict,
        found: &[Finding],
        rows: fn(Row) -> bool,
    ) -> Finding {
        let known = self.at.ledger.known().filter(|&(row, _)| rows(row));
        let left = known.map(|(row, bytes)| (row, left(row, bytes, found)));
        let mut finding = self.finding(verdict);
        for (row, bytes) in left.filter(|&(_, bytes)| bytes > 0) {
            finding.add(row, bytes);
        }
        let start = self.at_start(rows);
        finding.blamed = finding.bytes - finding.claims(Row::Payload);
        if start > 0 && verdict.is_culprit() {
            finding.blamed = finding.blamed.saturating_sub(start);
            finding.evidence.push(Evidence::AtStart(start));
        }
        finding
    }

    /// A finding of nothing yet.
    pub(in crate::findings) fn finding(&self, verdict: Verdict) -> Finding {
        Finding {
            verdict,
            bytes: 0,
            blamed: 0,
            evidence: Vec::new(),
            remedies: remedies(verdict, self.allocator),
            gives_back: None,
            gives_more: false,
            certainty: self.certainty,
        }
    }

    /// Bytes of these rows, without payload, at the start.
    fn at_start(&self, rows: fn(Row) -> bool) -> u64 {
        let known = self.start.into_iter().flat_map(|at| at.ledger.known());
        let held = known.filter(|&(row, _)| rows(row) && row != Row::Payload);
        held.map(|(_, bytes)| bytes).fold(0, u64::saturating_add)
    }

    /// Enters what the remedies of the finding gave back where they were
    /// tried, or else that they give back `most` at most.
    pub(in crate::findings) fn enter_remedy(
        &self,
        finding: &mut Finding,
        most: u64,
    ) {
        let tried = tried_at(finding.verdict);
        let before = [self.at].into_iter().chain(self.after);
        let steps: Vec<_> = before
            .zip(self.after)
            .filter(|(_, after)| tried.contains(&after.name.as_str()))
            .map(|(before, after)| (&after.name, fall(before, after)))
            .collect();
        if steps.is_empty() {
            finding.gives_back = Some(most);
            finding.certainty = finding.certainty.max(Certainty::Bound);
            return;
        }
        let sum = steps
            .iter()
            .fold(0, |sum: u64, (_, bytes)| sum.saturating_add(*bytes));
        // What a container gave up first is the container's.
        finding.gives_back = Some(sum.min(finding.bytes));
        for (phase, bytes) in steps {
            let phase = phase.clone();
            finding.evidence.push(Evidence::GaveBack { phase, bytes });
        }
    }
}

impl Finding {
    /// Claims bytes of a row.
    pub(in crate::findings) fn add(&mut self, row: Row, bytes: u64) {
        self.bytes = self.bytes.saturating_add(bytes);
        self.evidence.push(Evidence::Row { row, bytes });
    }
}

/// What of the `bytes` of `row` none of `found` claims.
fn left(row: Row, bytes: u64, found: &[Finding]) -> u64 {
    let claimed = found.iter().map(|finding| finding.claims(row));
    claimed.fold(bytes, u64::saturating_sub)
}

fn fall(before: &Phase, after: &Phase) -> u64 {
    before.net_resident().saturating_sub(after.net_resident())
}
