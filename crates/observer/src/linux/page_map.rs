//! From a tally to the page map.

use super::Span;
use super::account::Account;
use super::containers::{Containers, Declared};
use super::extents;
use super::tally::{OwnedPart, PageTally};
use residue_ledger::{
    HeapPages, Ledger, PageHolder, PageSlot, PageSpan, PageUse, Row,
};
use residue_segment::OwnerId;
use std::cmp::Reverse;

const NOBODY: usize = 0;
const ALLOCATOR: usize = 1;
const OTHER: usize = 2;
/// The slot of the container that has the most.
const FIRST: usize = 3;
/// Containers that have a slot of their own.
const NAMED: usize = PageUse::SLOTS - 1 - FIRST;

/// What the map of a heap is made from.
#[derive(Debug)]
pub(crate) struct Ingredients<T> {
    pub(crate) tally: T,
    /// Resident pages, those of the heap among them.
    pub(crate) resident: Vec<Span>,
    /// Where the heap is.
    pub(crate) heap: Vec<Span>,
    pub(crate) slots: Slots,
}

/// The map of a heap whose pages have `page` bytes.
pub(crate) fn page_map(of: Ingredients<PageTally>, page: u64) -> HeapPages {
    let Ingredients { tally, resident, heap, slots } = of;
    let mut map = HeapPages { page_size: page, ..HeapPages::default() };
    let mut parts = tally.parts.chunk_by(|one, next| one.page == next.page);
    let mut next = parts.next();
    let spans = heap.iter().flat_map(|area| extents::within(&resident, area));
    for span in spans {
        let numbers = span.start / page..span.end / page;
        for number in numbers.clone() {
            while next.is_some_and(|of| of[0].page < number) {
                next = parts.next();
            }
            let here = next.filter(|of| of[0].page == number);
            let (slot, live) = here.map_or(EMPTY, |of| slots.most(of));
            map.pages.push(PageUse::new(slot, live, page));
        }
        let (first, count) = (numbers.start, numbers.end - numbers.start);
        match map.spans.last_mut() {
            Some(last) if last.first + last.count == first => {
                last.count += count;
            }
            _ => map.spans.push(PageSpan { first, count }),
        }
    }
    map.slots = slots.list;
    map
}

const EMPTY: (usize, u64) = (NOBODY, 0);

/// Whose pages a page can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slots {
    list: Vec<PageSlot>,
    /// The slot of each container, in the order of the container table.
    of_containers: Vec<usize>,
}

impl Slots {
    pub(crate) fn new(
        declared: &[Declared],
        containers: &Containers,
        account: &Account,
        ledger: &Ledger,
    ) -> Slots {
        let slot = |holder, live| PageSlot { holder, live, payload: 0 };
        let own = account.owned(OwnerId::ALLOCATOR.bits()).resident;
        let other = ledger.get(Row::OtherLive).unwrap_or(0);
        let mut list = vec![
            slot(PageHolder::Nobody, 0),
            slot(PageHolder::Allocator, own),
            slot(PageHolder::Other, other),
        ];
        let seen = containers.seen.iter().zip(&containers.resident);
        let mut seen: Vec<_> = seen.collect();
        seen.sort_by_key(|(_, resident)| Reverse(resident.live));
        for (index, (container, resident)) in seen.iter().enumerate() {
            if index == NAMED {
                list.push(slot(PageHolder::Containers, 0));
            }
            if index < NAMED {
                let name = container.name.clone();
                list.push(slot(PageHolder::Container(name), 0));
            }
            if let Some(last) = list.last_mut() {
                last.live += resident.live;
                last.payload += resident.payload;
            }
        }
        let rank = |declared: &Declared| {
            let mut names = seen.iter().map(|(of, _)| of.name.as_str());
            let found = names.position(|name| name == declared.name);
            found.map_or(OTHER, |rank| FIRST + rank.min(NAMED))
        };
        Slots { list, of_containers: declared.iter().map(rank).collect() }
    }

    fn of(&self, owner: OwnerId) -> usize {
        if owner == OwnerId::ALLOCATOR {
            return ALLOCATOR;
        }
        let container = owner.container().map(usize::from);
        let slot = container.and_then(|index| self.of_containers.get(index));
        slot.copied().unwrap_or(OTHER)
    }

    /// The slot that has the most of a page of which `parts` are all there
    /// is, and the live bytes of all slots on it.
    fn most(&self, parts: &[OwnedPart]) -> (usize, u64) {
        let mut sums = [None; PageUse::SLOTS];
        for part in parts {
            let sum = &mut sums[self.of(part.owner)];
            *sum = Some(sum.unwrap_or(0) + u64::from(part.live));
        }
        let held = sums.into_iter().enumerate();
        let held = held.filter_map(|(slot, sum)| Some((slot, sum?)));
        // Of equals the first.
        let most = held.clone().max_by_key(|&(slot, sum)| (sum, Reverse(slot)));
        let slot = most.map_or(NOBODY, |(slot, _)| slot);
        (slot, held.map(|(_, sum)| sum).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linux::account::ObjectSum;
    use crate::linux::containers::containers;

    const PAGE: u64 = 4096;

    fn declared(name: &str, payload: u64) -> Declared {
        Declared { name: name.into(), payload, ..Declared::default() }
    }

    /// What nobody named holds 100, the allocator 7, and each container what
    /// is listed, in the order of the container table.
    fn slots(held: &[(&str, u64)]) -> Slots {
        let holding =
            |live| ObjectSum { objects: 1, live: live * 2, resident: live };
        let named = held.iter().map(|&(_, live)| holding(live));
        let account = Account {
            owners: [100, 7].map(holding).into_iter().chain(named).collect(),
            ..Account::default()
        };
        let declared: Vec<Declared> =
            held.iter().map(|&(name, live)| declared(name, live / 2)).collect();
        let mut ledger = Ledger::default();
        ledger.set(Row::OtherLive, 100);
        let containers = containers(&declared, &account);
        Slots::new(&declared, &containers, &account, &ledger)
    }

    fn container(index: u16) -> OwnerId {
        OwnerId::of_container(index).unwrap()
    }

    #[test]
    fn the_containers_that_hold_most_have_slots_of_their_own() {
        let held = [("a", 10), ("b", 60), ("c", 30), ("a", 10), ("d", 40)];
        let slots = slots(&[&held[..], &[("e", 25), ("f", 2)]].concat());
        let named = |name: &str, live| PageSlot {
            holder: PageHolder::Container(name.into()),
            live,
            payload: live / 2,
        };
        let expected =
            [named("b", 60), named("d", 40), named("c", 30), named("e", 25)];
        assert_eq!(slots.list[3..7], expected);
        let rest =
            PageSlot { holder: PageHolder::Containers, live: 22, payload: 11 };
        assert_eq!(slots.list[7..], [rest]);
        assert_eq!(slots.list.len(), PageUse::SLOTS);
        assert_eq!(slots.of_containers, [7, 3, 5, 7, 4, 6, 7]);
        assert_eq!(slots.of(OwnerId::NONE), OTHER);
        assert_eq!(slots.of(OwnerId::ALLOCATOR), ALLOCATOR);
        assert_eq!(slots.of(container(99)), OTHER, "one that is not declared");
    }

    #[test]
    fn what_nobody_named_and_the_allocator_have_their_slots() {
        let slots = slots(&[]);
        let sums: Vec<_> =
            slots.list.iter().map(|slot| (&slot.holder, slot.live)).collect();
        use PageHolder::{Allocator, Nobody, Other};
        assert_eq!(sums, [(&Nobody, 0), (&Allocator, 7), (&Other, 100)]);
    }

    #[test]
    fn a_page_is_of_the_slot_that_has_most_of_it() {
        let slots = slots(&[("a", 10), ("a", 10), ("b", 9)]);
        let part = |owner, live| OwnedPart { page: 1, owner, live };
        // The two of one name have more together.
        let parts = [
            part(OwnerId::NONE, 50),
            part(container(0), 30),
            part(container(1), 30),
        ];
        assert_eq!(slots.most(&parts), (3, 110));
        let touched = [part(container(2), 0)];
        assert_eq!(slots.most(&touched), (4, 0));
        let same = [part(container(2), 5), part(OwnerId::NONE, 5)];
        assert_eq!(slots.most(&same), (OTHER, 10));
    }

    #[test]
    fn pages_of_the_heap_alone_are_in_the_map() {
        let part = |page| OwnedPart { page, owner: OwnerId::NONE, live: 8 };
        let tally = PageTally { parts: [2, 6, 7, 9].map(part).to_vec() };
        // Pages 5 and 6 are resident, and not of the heap.
        let resident = vec![PAGE..3 * PAGE, 5 * PAGE..8 * PAGE];
        let heap = vec![0..2 * PAGE, 2 * PAGE..5 * PAGE, 7 * PAGE..90 * PAGE];
        let slots = slots(&[]);
        let of = Ingredients { tally, resident, heap, slots };
        let map = page_map(of, PAGE);
        let spans = map.spans.iter().map(|span| (span.first, span.count));
        assert_eq!(spans.collect::<Vec<_>>(), [(1, 2), (7, 1)]);
        let held = PageUse::new(OTHER, 8, PAGE);
        assert_eq!(map.pages, [PageUse::new(NOBODY, 0, PAGE), held, held]);
    }
}
