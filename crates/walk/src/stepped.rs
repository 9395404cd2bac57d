//! All that lies in a process's memory by a map from addresses, step by step.

use crate::{Mapping, Refusal, Span};

/// How much is looked at before a walk is given up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StepBounds {
    pub(crate) steps: u64,
    /// What was found and is kept.
    pub(crate) found: usize,
}

/// All that `steps` come upon where allocators get memory, in order. `end`
/// says where one of them ends, behind which it goes on, or why it cannot be.
/// Past `bounds` it says that `map` has no end.
pub(crate) fn all<T, I>(
    mappings: &[Mapping],
    map: &str,
    bounds: StepBounds,
    steps: impl Fn(Span) -> I,
    end: impl Fn(&T) -> Result<u64, Refusal>,
) -> Result<Vec<T>, Refusal>
where
    I: Iterator<Item = Result<Option<T>, Refusal>>,
{
    let mut found = Vec::new();
    let mut left = bounds.steps;
    let mut at = 0;
    for mapping in mappings.iter().filter(|m| m.is_heap_like()) {
        let span = mapping.span.start.max(at)..mapping.span.end;
        for step in steps(span) {
            left -= 1;
            if left == 0 || found.len() >= bounds.found {
                return Err(Refusal::inconsistent(format!("{map} has no end")));
            }
            if let Some(one) = step? {
                at = end(&one)?;
                found.push(one);
            }
        }
    }
    Ok(found)
}
