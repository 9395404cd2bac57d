//! Walking all objects, on all cores.

use super::account::{Account, Accountant, Ground, Object};
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

/// Lays all objects over the ground, in `parts` at once. The result does not
/// depend on where the parts are cut.
pub(crate) fn walk<O: Objects>(
    objects: &O,
    ground: Ground<'_>,
    parts: usize,
) -> Account {
    let parts = cut(objects.tiles(), parts);
    let accounts: Vec<Account> = thread::scope(|scope| {
        let start = |part: &Range<usize>| {
            let part = part.clone();
            scope.spawn(move || account(objects, ground, part))
        };
        let running: Vec<_> = parts.iter().skip(1).map(start).collect();
        let first = parts.first().cloned().unwrap_or_default();
        let first = account(objects, ground, first);
        let joined = running.into_iter().map(|thread| {
            thread.join().unwrap_or_else(|e| std::panic::resume_unwind(e))
        });
        std::iter::once(first).chain(joined).collect()
    });
    let mut sum = Account::default();
    for (account, part) in accounts.iter().zip(parts) {
        if !sum.append(account, ground.page) {
            let accountant = Accountant::resume(ground, sum);
            sum = lay(objects, accountant, part);
        }
    }
    sum
}

fn account<O: Objects>(
    objects: &O,
    ground: Ground<'_>,
    part: Range<usize>,
) -> Account {
    lay(objects, Accountant::new(ground), part)
}

fn lay<O: Objects>(
    objects: &O,
    mut accountant: Accountant<'_>,
    part: Range<usize>,
) -> Account {
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
mod tests {
    use super::*;
    use crate::linux::Span;
    use proptest::prelude::*;
    use residue_segment::OwnerId;

    const PAGE: u64 = 64;

    struct Listed(Vec<Vec<Object>>);

    impl Objects for Listed {
        type Scratch = ();

        fn tiles(&self) -> usize {
            self.0.len()
        }

        fn visit(
            &self,
            index: usize,
            (): &mut (),
            each: impl FnMut(Object),
        ) -> u64 {
            self.0[index].iter().copied().for_each(each);
            0
        }
    }

    /// Objects by gap before, size, excess and owner. A gap below 0 makes an
    /// object begin inside the one before it.
    fn objects(least_gap: i64) -> impl Strategy<Value = Vec<Object>> {
        let one = (least_gap..200, 1u64..300, 0u64..40, 0u16..5);
        proptest::collection::vec(one, 0..40).prop_map(|list| {
            let (mut at, mut last) = (512u64, 504);
            let place = |(gap, size, excess, owner): (i64, u64, u64, u16)| {
                let address = at.saturating_add_signed(gap).max(last + 8);
                at = address + size + excess;
                last = address;
                let owner = OwnerId::from_bits(owner);
                let rounded = owner == OwnerId::NONE && size < 100;
                Object { address, size, excess, owner, rounded }
            };
            list.into_iter().map(place).collect()
        })
    }

    fn pages() -> impl Strategy<Value = Vec<Span>> {
        proptest::collection::vec(any::<bool>(), 0..300).prop_map(|present| {
            let mut spans: Vec<Span> = Vec::new();
            for (number, _) in present.iter().enumerate().filter(|(_, p)| **p) {
                let start = number as u64 * PAGE;
                match spans.last_mut() {
                    Some(last) if last.end == start => last.end += PAGE,
                    _ => spans.push(start..start + PAGE),
                }
            }
            spans
        })
    }

    fn whole(objects: &[Object], ground: Ground<'_>) -> Account {
        walk(&Listed(vec![objects.to_vec()]), ground, 1)
    }

    /// The same figures the slow way: byte by byte, and page by page.
    fn byte_by_byte(objects: &[Object], ground: Ground<'_>) -> [u64; 5] {
        let (mut live, mut rounding, mut headers, mut own) = (0, 0, 0, 0);
        let mut pages = std::collections::BTreeSet::new();
        let resident =
            |at| ground.resident.iter().any(|span| span.contains(&at));
        for object in objects {
            let end = object.address + object.size + object.excess;
            for at in object.address - ground.header..end {
                if !resident(at) {
                    continue;
                }
                pages.insert(at / PAGE);
                if at < object.address {
                    headers += 1;
                } else if object.owner == OwnerId::ALLOCATOR {
                    own += 1;
                } else if at < object.address + object.size {
                    live += 1;
                } else {
                    rounding += 1;
                }
            }
        }
        [live, rounding, headers, own, pages.len() as u64 * PAGE]
    }

    fn live(account: &Account) -> u64 {
        let mut owned = 0;
        for bits in (0..5).filter(|&bits| bits != OwnerId::ALLOCATOR.bits()) {
            owned += account.owned(bits).resident;
        }
        owned + account.rounded.resident
    }

    proptest! {
        #[test]
        fn every_byte_is_counted_where_it_is(
            objects in objects(8), resident in pages(),
        ) {
            let ground = Ground { resident: &resident, page: PAGE, header: 8 };
            let account = whole(&objects, ground);
            let found = [
                live(&account),
                account.rounding,
                account.headers,
                account.allocator,
                account.occupied,
            ];
            prop_assert_eq!(found, byte_by_byte(&objects, ground));
            prop_assert_eq!(account.objects(), objects.len() as u64);
        }

        #[test]
        fn it_does_not_matter_where_it_is_cut(
            objects in objects(-150),
            resident in pages(),
            cuts in proptest::collection::vec(0usize..40, 0..6),
            parts in 1usize..9,
        ) {
            let ground = Ground { resident: &resident, page: PAGE, header: 8 };
            let mut cuts: Vec<usize> =
                cuts.iter().map(|cut| cut % (objects.len() + 1)).collect();
            cuts.extend([0, objects.len()]);
            cuts.sort_unstable();
            let tiles = cuts
                .windows(2)
                .map(|pair| objects[pair[0]..pair[1]].to_vec())
                .collect();
            let cut = walk(&Listed(tiles), ground, parts);
            prop_assert_eq!(cut, whole(&objects, ground));
        }

        #[test]
        fn objects_that_overlap_never_take_more_than_is_resident(
            objects in objects(-150), resident in pages(),
        ) {
            let ground = Ground { resident: &resident, page: PAGE, header: 8 };
            let account = whole(&objects, ground);
            let taken = live(&account)
                + account.rounding
                + account.headers
                + account.allocator;
            let all: u64 =
                resident.iter().map(|span| span.end - span.start).sum();
            prop_assert!(taken <= account.occupied);
            prop_assert!(account.occupied <= all);
        }
    }

    #[test]
    fn parts_hold_every_tile_once() {
        for (count, parts) in [(0, 4), (1, 4), (7, 2), (8, 3), (5, 5), (3, 0)] {
            let tiles: Vec<usize> =
                cut(count, parts).into_iter().flatten().collect();
            assert_eq!(tiles, (0..count).collect::<Vec<_>>());
        }
    }
}
