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
    Reading, Threshold, Verdict,
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
    found.sort_by_key(|finding| {
        Reverse((rank(finding), finding.blamed, finding.bytes))
    });
    found
}

/// What `found` comes to: the verdict of the finding that explains most.
pub fn verdict(found: &[Finding]) -> Verdict {
    let most = found
        .iter()
        .max_by_key(|finding| (rank(finding), finding.blamed, finding.bytes));
    most.map_or(Verdict::CannotTell, |finding| finding.verdict)
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
