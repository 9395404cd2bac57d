//! Walking all objects, on all cores.

use super::account::{Account, Accountant, Object};
use super::resident::ResidentPages;
use super::tally::Tally;
use std::ops::Range;
use std::thread;

/// Objects in address order, cut into tiles that can be read apart.
pub(crate) trait Objects: Sync {
    /// Memory that is used again from tile to tile.
    type Scratch: Default;

    /// The number of tiles.
    fn tiles(&self) -> usize;

    /// Shows each object of the tile at `index`; returns of how many the
    /// excess is not known.
    fn visit(
        &self,
        index: usize,
        scratch: &mut Self::Scratch,
        each: impl FnMut(Object),
    ) -> u64;
}

/// Lays all objects over resident pages, in `parts` at once. The result does not
/// depend on where the parts are cut.
pub(crate) fn walk<O: Objects, T: Tally>(
    objects: &O,
    pages: ResidentPages<'_>,
    parts: usize,
) -> (Account, T) {
    let parts = cut(objects.tiles(), parts);
    let accounts = of_parts(&parts, |part| account(objects, pages, part));
    let (mut sum, mut tally) = (Account::default(), T::default());
    for ((account, of_part), part) in accounts.into_iter().zip(parts) {
        if sum.append(&account, pages.page) {
            tally.append(of_part);
        } else {
            let accountant = Accountant::resume(pages, sum, tally);
            (sum, tally) = lay(objects, accountant, part);
        }
    }
    (sum, tally)
}

/// What `of` makes of each part of `count` tiles, all parts at once, in order.
pub(crate) fn in_parts<R: Send>(
    count: usize,
    parts: usize,
    of: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    of_parts(&cut(count, parts), of)
}

fn of_parts<R: Send>(
    parts: &[Range<usize>],
    of: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let of = &of;
    thread::scope(|scope| {
        let start = |part: &Range<usize>| {
            let part = part.clone();
            scope.spawn(move || of(part))
        };
        let running: Vec<_> = parts.iter().skip(1).map(start).collect();
        let first = of(parts.first().cloned().unwrap_or_default());
        let joined = running.into_iter().map(|thread| {
            thread.join().unwrap_or_else(|e| std::panic::resume_unwind(e))
        });
        std::iter::once(first).chain(joined).collect()
    })
}

fn account<O: Objects, T: Tally>(
    objects: &O,
    pages: ResidentPages<'_>,
    part: Range<usize>,
) -> (Account, T) {
    lay(objects, Accountant::new(pages), part)
}

/// So many parts as there are cores.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn lay<O: Objects, T: Tally>(
    objects: &O,
    mut accountant: Accountant<'_, T>,
    part: Range<usize>,
) -> (Account, T) {
    let mut scratch = O::Scratch::default();
    for tile in part {
        let unsurveyed =
            objects.visit(tile, &mut scratch, |object| accountant.add(object));
        accountant.count_unsurveyed(unsurveyed);
    }
    accountant.finish()
}

/// `count` tiles in at most `parts` runs of about the same length; at least
/// one.
fn cut(count: usize, parts: usize) -> Vec<Range<usize>> {
    let len = count.div_ceil(parts.max(1)).max(1);
    let starts = (0..count.max(1)).step_by(len);
    starts.map(|start| start..(start + len).min(count)).collect()
}

#[cfg(test)]
mod growth;
#[cfg(test)]
mod tests;
