//! When to shrink a container: of the probes that counted it, what each policy
//! keeps and what it moves for that, and which one to take.

use crate::run::{Phase, Probe};
use crate::section::Section;

/// What the name of such a scenario begins with, before its trace and policy.
const NAME: &str = "policy-";

/// One policy under one trace, and one backend.
pub(crate) struct PolicyLine<'a> {
    pub(crate) trace: &'a str,
    pub(crate) policy: &'a str,
    pub(crate) backend: String,
    /// Bytes of the table beyond its elements, an hour of the trace each:
    /// counted, and the same on every machine.
    pub(crate) kept_byte_hours: u64,
    /// Times that elements were moved to another table, or about in one.
    pub(crate) rehashes: u64,
    /// Bytes of the elements that were moved then: counted too.
    pub(crate) moved_bytes: u64,
    /// The largest table.
    pub(crate) most_bytes: u64,
    /// Processor time of the whole trace; differs from run to run.
    pub(crate) processor_ns: Option<u64>,
}

impl<'a> PolicyLine<'a> {
    /// The lines of all of `sections` that counted a policy, by their traces.
    pub(crate) fn all(sections: &[Section<'a>]) -> Vec<PolicyLine<'a>> {
        let entries = sections.iter().flat_map(|section| &section.entries);
        let mut lines: Vec<PolicyLine<'_>> =
            entries.filter_map(|entry| Self::of(entry.shown())).collect();
        lines.sort_by(|one, other| one.place().cmp(&other.place()));
        lines
    }

    fn of(probe: &'a Probe) -> Option<PolicyLine<'a>> {
        let name = probe.scenario.strip_prefix(NAME)?;
        let (trace, policy) = name.split_once('-')?;
        let counted = |phase: &&Phase| told(phase, "kept_byte_hours").is_some();
        let last = probe.phases.iter().rfind(counted)?;
        Some(PolicyLine {
            trace,
            policy,
            backend: probe.variant(),
            kept_byte_hours: told(last, "kept_byte_hours")?,
            rehashes: told(last, "rehashes")?,
            moved_bytes: told(last, "moved_bytes")?,
            most_bytes: told(last, "most_table_bytes")?,
            processor_ns: told(last, "processor_ns"),
        })
    }

    /// Lines of one trace and backend stand together.
    fn place(&self) -> (&str, &str) {
        (self.trace, &self.backend)
    }
}

fn told(phase: &Phase, name: &str) -> Option<u64> {
    phase.allocator.get(name).copied()
}

/// For each trace the policy to take, with the reason.
pub(crate) fn advice(lines: &[PolicyLine<'_>]) -> Vec<String> {
    let mut traces: Vec<&str> = lines.iter().map(|line| line.trace).collect();
    traces.dedup();
    let of = |trace: &&str| {
        let of = lines.iter().filter(|line| line.trace == *trace);
        sentence(&of.collect::<Vec<_>>())
    };
    traces.iter().filter_map(of).collect()
}

/// The policy with the least sum of two shares: of the most that any keeps,
/// and of the most that any moves.
fn sentence(lines: &[&PolicyLine<'_>]) -> Option<String> {
    let kept = lines.iter().max_by_key(|line| line.kept_byte_hours)?;
    let moved = lines.iter().max_by_key(|line| line.moved_bytes)?;
    let shares = |line: &PolicyLine<'_>| {
        let kept = percent(line.kept_byte_hours, kept.kept_byte_hours);
        (kept, percent(line.moved_bytes, moved.moved_bytes))
    };
    let best = lines.iter().min_by_key(|line| {
        let (kept, moved) = shares(line);
        kept + moved
    })?;
    if kept.policy == moved.policy || lines.len() < 3 {
        return None;
    }
    let (of_kept, of_moved) = shares(best);
    Some(format!(
        "{}: {}. It keeps {of_kept} % of the byte-hours that `{}` does, and \
         moves {of_moved} % of what `{}` does; no other has less of both \
         together.",
        best.trace, best.policy, kept.policy, moved.policy,
    ))
}

fn percent(part: u64, whole: u64) -> u64 {
    let percent = u128::from(part) * 100 / u128::from(whole.max(1));
    u64::try_from(percent).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Environment, Run};

    fn probe(name: &str, kept: u64, moved: u64) -> Probe {
        let mut phase = Phase { name: "day".to_owned(), ..Phase::default() };
        let figures = [
            ("kept_byte_hours", kept),
            ("moved_bytes", moved),
            ("rehashes", 1),
            ("most_table_bytes", 1),
        ];
        for (name, value) in figures {
            phase.allocator.insert(name.to_owned(), value);
        }
        let scenario = name.to_owned();
        Probe { scenario, phases: vec![phase], ..Probe::default() }
    }

    #[test]
    fn recommends_the_least_of_both_shares_and_says_why() {
        let run = Run {
            probes: vec![
                probe("policy-wave-never", 1000, 10),
                probe("policy-wave-fit", 100, 500),
                probe("policy-wave-double", 200, 100),
                probe("hashmap-value", 1, 1),
            ],
            ..Run::new(Environment::default())
        };
        let lines = PolicyLine::all(&Section::all(&run));
        assert_eq!(lines.len(), 3);
        assert_eq!(
            advice(&lines),
            ["wave: double. It keeps 20 % of the byte-hours that `never` \
                 does, and moves 20 % of what `fit` does; no other has less \
                 of both together."]
        );
        assert_eq!(advice(&lines[..1]), [""; 0], "one is no choice");
    }
}
