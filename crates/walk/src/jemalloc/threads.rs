//! The caches of a process's threads.

use super::layout::Era;
use super::tcache::{self, Cache};
use crate::{Memory, Span, Target, Unreadable};

/// How far from the thread pointer the thread-local storage of the binary
/// and of the libraries that were there from the beginning may reach.
const REACH: u64 = 64 << 10;

/// The caches of all threads whose pointer is known.
///
/// Thread-local storage lies at the same distance from the pointer in every
/// thread: where one cache is found, the others are.
pub(super) fn caches(
    memory: &dyn Memory,
    era: Era,
    target: &Target<'_>,
) -> Result<Vec<Cache>, Unreadable> {
    let mut distance = None;
    let mut found = Vec::new();
    for pointer in target.threads.iter().filter_map(|thread| thread.pointer) {
        if let Some(distance) = distance {
            let at = pointer.wrapping_add_signed(distance);
            found.extend(tcache::at(memory, era, at)?);
        } else if let Some(window) = window(target, pointer)
            && let Some((at, cache)) = tcache::within(memory, era, &window)?
        {
            distance = Some(at.wrapping_sub(pointer).cast_signed());
            found.push(cache);
        }
    }
    Ok(found)
}

/// What is mapped around a thread pointer.
fn window(target: &Target<'_>, pointer: u64) -> Option<Span> {
    let mapping = target.mapping_at(pointer)?;
    let start = pointer.saturating_sub(REACH).max(mapping.span.start);
    let end = pointer.saturating_add(REACH).min(mapping.span.end);
    Some(start..end)
}

/// What the memory should know of the caches that were found.
pub(super) fn notes(target: &Target<'_>, caches: &[Cache]) -> Vec<String> {
    if !caches.is_empty() {
        return vec![format!(
            "what the caches of {} of {} threads hold is told apart; a \
             purge does not give it back",
            caches.len(),
            target.threads.len()
        )];
    }
    vec![
        "no thread cache was found: what caches hold counts as live, as \
         jemalloc counts it"
            .to_owned(),
    ]
}
