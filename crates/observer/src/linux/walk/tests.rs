//! Walks against the same figures the slow way.

use super::*;
use crate::linux::Span;
use crate::linux::tally::PageTally;
use proptest::prelude::*;
use residue_segment::OwnerId;
use std::collections::{BTreeMap, BTreeSet};

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

fn whole(objects: &[Object], pages: ResidentPages<'_>) -> Account {
    walk::<_, ()>(&Listed(vec![objects.to_vec()]), pages, 1).0
}

/// Live bytes by page and owner, of pages that an object touches.
type ByPage = BTreeMap<(u64, u16), u64>;

fn by_page(tally: &PageTally) -> ByPage {
    assert!(tally.parts.is_sorted_by_key(|part| part.page));
    let mut sums = ByPage::new();
    for part in &tally.parts {
        *sums.entry((part.page, part.owner.bits())).or_default() +=
            u64::from(part.live);
    }
    sums
}

/// The same the slow way.
fn byte_by_byte_by_page(
    objects: &[Object],
    pages: ResidentPages<'_>,
) -> ByPage {
    let mut sums = ByPage::new();
    let resident = |at| pages.resident.iter().any(|span| span.contains(&at));
    for object in objects {
        let end = object.address + object.size + object.excess;
        let live = object.address..object.address + object.size;
        for at in object.address - pages.header..end {
            if resident(at) {
                *sums.entry((at / PAGE, object.owner.bits())).or_default() +=
                    u64::from(live.contains(&at));
            }
        }
    }
    sums
}

/// The same figures the slow way: byte by byte, and page by page.
fn byte_by_byte(objects: &[Object], pages: ResidentPages<'_>) -> [u64; 5] {
    let (mut live, mut rounding, mut headers, mut own) = (0, 0, 0, 0);
    let mut touched = BTreeSet::new();
    let resident = |at| pages.resident.iter().any(|span| span.contains(&at));
    for object in objects {
        let end = object.address + object.size + object.excess;
        for at in object.address - pages.header..end {
            if !resident(at) {
                continue;
            }
            touched.insert(at / PAGE);
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
    [live, rounding, headers, own, touched.len() as u64 * PAGE]
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
        let pages = ResidentPages { resident: &resident, page: PAGE, header: 8 };
        let account = whole(&objects, pages);
        let found = [
            live(&account),
            account.rounding,
            account.headers,
            account.allocator,
            account.occupied,
        ];
        prop_assert_eq!(found, byte_by_byte(&objects, pages));
        prop_assert_eq!(account.objects(), objects.len() as u64);
    }

    #[test]
    fn every_page_has_what_lies_on_it(
        objects in objects(8), resident in pages(),
    ) {
        let pages = ResidentPages { resident: &resident, page: PAGE, header: 8 };
        let listed = Listed(vec![objects.clone()]);
        let (account, tally) = walk::<_, PageTally>(&listed, pages, 1);
        let found = by_page(&tally);
        let expected = byte_by_byte_by_page(&objects, pages);
        prop_assert_eq!(&found, &expected);
        let pages: BTreeSet<u64> =
            found.keys().map(|&(page, _)| page).collect();
        prop_assert_eq!(account.occupied, pages.len() as u64 * PAGE);
    }

    #[test]
    fn it_does_not_matter_where_it_is_cut(
        objects in objects(-150),
        resident in pages(),
        cuts in proptest::collection::vec(0usize..40, 0..6),
        parts in 1usize..9,
    ) {
        let pages = ResidentPages { resident: &resident, page: PAGE, header: 8 };
        let mut cuts: Vec<usize> =
            cuts.iter().map(|cut| cut % (objects.len() + 1)).collect();
        cuts.extend([0, objects.len()]);
        cuts.sort_unstable();
        let tiles = cuts
            .windows(2)
            .map(|pair| objects[pair[0]..pair[1]].to_vec())
            .collect();
        let (cut, tally) = walk::<_, PageTally>(&Listed(tiles), pages, parts);
        prop_assert_eq!(&cut, &whole(&objects, pages));
        let whole = Listed(vec![objects]);
        let (account, whole) = walk::<_, PageTally>(&whole, pages, 1);
        prop_assert_eq!(account, cut);
        prop_assert_eq!(by_page(&tally), by_page(&whole));
    }

    #[test]
    fn objects_that_overlap_never_take_more_than_is_resident(
        objects in objects(-150), resident in pages(),
    ) {
        let pages = ResidentPages { resident: &resident, page: PAGE, header: 8 };
        let account = whole(&objects, pages);
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
