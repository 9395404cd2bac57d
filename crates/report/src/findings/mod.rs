//! Findings: who holds the resident bytes of a process, how that is known,
//! and what gives them back. One rule a file, in words nowhere here.
//!
//! A rule looks at a [`Reading`], which may be of a stored probe or of a live
//! process, and claims rows of its ledger that no rule before it claimed. So
//! each row's bytes are in one finding, and all findings add up to what is
//! resident without what Residue keeps there itself; where rows explain more
//! than is resident, to as much more.
//!
//! ```
//! use residue_report::findings::{Reading, Verdict, findings, verdict};
//! use residue_report::{Phase, Probe, Row};
//!
//! let mut drained = Phase { resident: 36 << 20, ..Phase::default() };
//! drained.ledger.set(Row::Slack, 34 << 20);
//! drained.ledger.set(Row::Program, 2 << 20);
//! drained.ledger.residual = Some(0);
//! let probe = Probe { phases: vec![drained], ..Probe::default() };
//! let found = findings(&Reading::of_probe(&probe).unwrap());
//! assert_eq!(verdict(&found), Verdict::Container);
//! assert_eq!(found.iter().map(|of| of.bytes).sum::<u64>(), 36 << 20);
//! ```

mod cached;
mod cannot_tell;
mod container;
mod fragmentation;
mod growth;
mod live;
mod model;
mod not_heap;
mod released;

use std::cmp::Reverse;

pub use model::{
    Allocator, Certainty, Evidence, Finding, FoundTable, FoundType, Outside,
    Reading, Threshold, Unread, Verdict,
};

/// What a rule finds in a reading, beside what those before it found.
type Rule = fn(&Reading<'_>, &[Finding]) -> Option<Finding>;

/// All rules, in the order in which they claim rows. The last takes what is
/// left.
const RULES: [Rule; 8] = [
    cannot_tell::find,
    growth::find,
    container::find,
    cached::find,
    fragmentation::find,
    not_heap::find,
    live::find,
    released::find,
];

/// All findings of `reading`: who is to blame for most first.
pub fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in RULES {
        found.extend(rule(reading, &found));
    }
    let weights: Vec<_> = found.iter().map(|of| weight(of, &found)).collect();
    let mut weighed: Vec<_> = weights.into_iter().zip(found).collect();
    weighed.sort_by_key(|(weight, _)| Reverse(*weight));
    weighed.into_iter().map(|(_, finding)| finding).collect()
}

/// What `found` comes to: the verdict of the finding that explains most.
pub fn verdict(found: &[Finding]) -> Verdict {
    let most = found.iter().max_by_key(|finding| weight(finding, found));
    most.map_or(Verdict::CannotTell, |finding| finding.verdict)
}

/// By what findings are ordered: whether they name somebody, and how much
/// that explains. Where live objects become more and more, those that are
/// there already came the same way.
fn weight(finding: &Finding, all: &[Finding]) -> (u8, u64, u64) {
    let mut blamed = finding.blamed;
    if finding.verdict == Verdict::Growth {
        let live = all.iter().filter(|of| of.verdict == Verdict::Live);
        blamed = live.map(|of| of.blamed).fold(blamed, u64::saturating_add);
    }
    (rank(finding), blamed, finding.bytes)
}

/// Findings that name somebody come before those that do not.
fn rank(finding: &Finding) -> u8 {
    match finding.verdict {
        verdict if verdict.is_culprit() => 2,
        // Enough is unknown to hide somebody.
        Verdict::CannotTell if finding.blamed > 0 => 2,
        Verdict::Released => 1,
        _ => 0,
    }
}
