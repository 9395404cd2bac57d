use regex::RegexSet;

use super::labels::REGEX;
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Freed, Plan, Scenario, Tag, random};

/// Patterns of a set; the last one has what is left.
const PATTERNS: u64 = 16;

/// Bytes of a pattern's text.
const TEXT: usize = 32;

/// What a set keeps of a pattern in its own words: its text.
const KEPT: u64 = (size_of::<String>() + TEXT) as u64;

const SET: u64 = size_of::<RegexSet>() as u64;

/// Routes of many tenants, compiled for each and thrown away. What is compiled
/// is slack: the library's, in sizes that are its own.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: REGEX.name,
    summary: REGEX.summary,
    tags: &[Tag::Objects, Tag::Library],
    names: &["routes"],
    containers: Container {
        open: |_, _| (),
        fill: |sets: &mut Vec<RegexSet>, plan| {
            let count = plan.elements.div_ceil(PATTERNS);
            sets.reserve_exact(count as usize);
            sets.extend((0..count).map(|index| set(plan, index)));
        },
        drain: |sets, _| sets.clear(),
        shrink: Vec::shrink_to_fit,
        rebuild: |sets| sets.into_iter().collect(),
        len: |sets| sets.iter().map(RegexSet::len).sum(),
        capacity: |sets| {
            let spare = sets.capacity() - sets.len();
            let held: usize = sets.iter().map(RegexSet::len).sum();
            held + spare * PATTERNS as usize
        },
        payload: |sets| {
            let patterns: usize = sets.iter().map(RegexSet::len).sum();
            sets.len() as u64 * SET + patterns as u64 * KEPT
        },
        entry: SET / PATTERNS,
        peak: |elements| Peak {
            slack: None,
            bytes: elements.saturating_mul(EACH).saturating_add(ASIDE),
        },
        kept: |_| 0,
        freed: |_| Freed::default(),
    },
    stages: Stages::USUAL,
    blames: Blames::Emptied,
};

/// Bytes that a compiled pattern takes at most, and what one set does while it
/// is compiled.
const EACH: u64 = 6 * 1024;
const ASIDE: u64 = 2 << 20;

/// A set that has matched once, so that it has what it needs for that.
fn set(plan: &Plan, index: u64) -> RegexSet {
    let first = index * PATTERNS;
    let all = first..plan.elements.min(first + PATTERNS);
    let set = RegexSet::new(all.map(|of| pattern(random::key(plan.seed, of))));
    let set = set.expect("patterns of letters and digits");
    assert!(!set.is_match("/none/of/them"), "each begins otherwise");
    set
}

fn pattern(key: u64) -> String {
    let pattern = format!("^/api/v[0-9]/{key:016x}/.*");
    assert_eq!(pattern.len(), TEXT);
    pattern
}
