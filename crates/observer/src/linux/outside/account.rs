//! Laying what a walk shows over resident pages.

use super::layer::Layer;
use super::live::{Live, LiveObjects};
use super::tracked::Lookup;
use crate::linux::Span;
use crate::linux::account::{Account, Object};
use crate::linux::extents::within;
use crate::linux::pages::total;
use residue_walk::{Holder, Piece, Region, Remedy, Sink, Use};
use std::collections::BTreeMap;

/// Resident bytes of one allocator, by what they are. All of its regions'
/// resident bytes are in exactly one of the first five.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HeapSums {
    /// Of live objects.
    pub(crate) live: u64,
    /// The part of `live` that the tracker did not make; all of it where
    /// there is none.
    pub(crate) foreign: u64,
    /// Beyond what was asked for, where that is told.
    pub(crate) rounding: u64,
    /// Of headers and tables.
    pub(crate) metadata: u64,
    /// Free, on pages that something else keeps resident.
    pub(crate) fragmentation: u64,
    /// Free, on pages that hold nothing else.
    pub(crate) cached: u64,
    /// Usable bytes of all live objects, resident or not.
    pub(crate) allocated: u64,
    /// Resident bytes that are freed but kept at hand, by who keeps them: a
    /// part of fragmentation and cached.
    pub(crate) held: BTreeMap<Holder, u64>,
    /// Resident bytes that a remedy would give back.
    pub(crate) returns: BTreeMap<Remedy, u64>,
}

/// Takes what a walk shows, and knows which pages are resident.
#[derive(Debug)]
pub(crate) struct Accountant<'a> {
    /// Sorted, apart from each other.
    resident: &'a [Span],
    /// Where files are mapped that are not written to.
    constants: &'a [Span],
    page: u64,
    layer: Layer<'a>,
    sums: HeapSums,
    objects: LiveObjects<'a>,
    regions: Vec<Span>,
    /// What of the pages that a remedy would give back is resident.
    returned: Vec<Span>,
    /// The objects of the process's tracker.
    tracked: Option<Lookup<'a>>,
    /// What they take of the pages.
    account: Account,
}

/// What was laid over the pages.
#[derive(Debug)]
pub(crate) struct AccountedHeap {
    pub(crate) sums: HeapSums,
    pub(crate) live: Live,
    /// Where it lies.
    pub(crate) regions: Vec<Span>,
    /// Resident pages that a remedy would give back.
    pub(crate) returned: Vec<Span>,
    /// All of it by its owners, for a process with a tracker.
    pub(crate) account: Account,
}

impl<'a> Accountant<'a> {
    /// `constants` are where files are mapped that are not written to, and
    /// `tracked` are the objects of the tracker, if there is one.
    pub(crate) fn new(
        resident: &'a [Span],
        constants: &'a [Span],
        page: u64,
        tracked: Option<Lookup<'a>>,
    ) -> Accountant<'a> {
        Accountant {
            resident,
            constants,
            page,
            layer: Layer::new(resident, page),
            sums: HeapSums::default(),
            objects: LiveObjects::new(constants),
            regions: Vec::new(),
            returned: Vec::new(),
            tracked,
            account: Account::default(),
        }
    }

    /// All that was laid.
    pub(crate) fn finish(self) -> AccountedHeap {
        let Accountant {
            layer,
            mut sums,
            objects,
            regions,
            mut returned,
            mut account,
            ..
        } = self;
        let free = layer.finish();
        sums.fragmentation += free.fragmentation;
        sums.cached += free.cached;
        returned.sort_unstable_by_key(|span| span.start);
        account.headers = sums.metadata;
        account.foreign = sums.foreign;
        account.rounding += sums.rounding;
        account.occupied =
            sums.live + sums.rounding + sums.metadata + sums.fragmentation;
        let live = objects.finish();
        AccountedHeap { sums, live, regions, returned, account }
    }

    /// Resident bytes of `span`, which the allocator handed out: the part that
    /// the tracker knows is booked to its owner, with what the program did not
    /// ask for beside it.
    #[inline]
    fn hand_out(&mut self, span: Span) -> u64 {
        let Some(object) = self.first_tracked(&span) else {
            let resident = self.layer.pin(span);
            self.sums.foreign += resident;
            return resident;
        };
        let end = object.address + object.size;
        if let Some(next) = self.first_tracked(&(end..span.end)) {
            return self.hand_out_several(&span, object, next);
        }
        let excess = span.end - span.start - object.size;
        let before = self.layer.pin(span.start..object.address);
        let resident = self.layer.pin(object.address..end);
        let rest = before + self.layer.pin(end..span.end);
        self.account.book(Object { excess, ..object }, resident, rest);
        resident + rest
    }

    /// The same for memory that another allocator cut into objects: what is
    /// between them is its fragmentation.
    #[cold]
    fn hand_out_several(
        &mut self,
        span: &Span,
        first: Object,
        second: Object,
    ) -> u64 {
        let (mut next, mut then) = (Some(first), Some(second));
        let (mut at, mut held) = (span.start, 0);
        while let Some(object) = next {
            let end = object.address + object.size;
            self.sums.fragmentation += self.layer.pin(at..object.address);
            let resident = self.layer.pin(object.address..end);
            self.account.book(object, resident, 0);
            held += resident;
            at = end;
            next = then.take().or_else(|| self.first_tracked(&(at..span.end)));
        }
        self.sums.fragmentation += self.layer.pin(at..span.end);
        held
    }

    /// The tracker's first object in `span`, cut to it.
    #[inline]
    fn first_tracked(&mut self, span: &Span) -> Option<Object> {
        let object = self.tracked.as_mut()?.first(span)?;
        let size = object.size.min(span.end - object.address);
        Some(Object { size, ..object })
    }
}

impl Sink for Accountant<'_> {
    fn region(&mut self, region: &Region) {
        self.layer.seek(region.span.start);
        self.regions.push(region.span.clone());
    }

    fn piece(&mut self, piece: &Piece) {
        let end = piece.address.saturating_add(piece.size);
        let span = piece.address..end;
        match piece.use_ {
            Use::Live { header } => {
                let object = piece.address.saturating_add(header).min(end);
                self.sums.metadata += self.layer.pin(span.start..object);
                let resident = self.hand_out(object..end);
                self.sums.live += resident;
                self.sums.allocated += end - object;
                self.objects.add(object, end - object, resident);
            }
            Use::Rounding => self.sums.rounding += self.layer.pin(span),
            Use::Metadata => self.sums.metadata += self.layer.pin(span),
            Use::Free => {
                self.layer.free(span);
            }
            Use::Held(holder) => {
                let bytes = self.layer.free(span);
                *self.sums.held.entry(holder).or_default() += bytes;
            }
        }
    }

    #[inline]
    fn begins(&mut self, word: u64) {
        self.objects.begins(word);
    }

    fn returns(&mut self, remedy: Remedy, pages: &Span) {
        let before = self.returned.len();
        self.returned.extend(within(self.resident, pages));
        let bytes = total(&self.returned[before..]);
        *self.sums.returns.entry(remedy).or_default() += bytes;
    }

    fn restart(&mut self) {
        let tracked = self.tracked.take();
        let (resident, constants) = (self.resident, self.constants);
        *self = Accountant::new(resident, constants, self.page, tracked);
    }
}

/// How many bytes of `span` lie in `spans`, which are sorted.
pub(crate) fn overlap(spans: &[Span], span: &Span) -> u64 {
    let first = spans.partition_point(|other| other.end <= span.start);
    let reached = spans[first..].iter().take_while(|s| s.start < span.end);
    reached.map(|s| s.end.min(span.end) - s.start.max(span.start)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 4096;

    impl HeapSums {
        fn resident(&self) -> u64 {
            let held = self.live + self.rounding + self.metadata;
            held + self.fragmentation + self.cached
        }
    }

    fn account(resident: &[Span], pieces: &[(u64, u64, Use)]) -> HeapSums {
        let mut accountant = Accountant::new(resident, &[], PAGE, None);
        let span = pieces[0].0..pieces.last().map_or(0, |p| p.0 + p.1);
        let region = Region { span, name: "arena".into() };
        accountant.region(&region);
        for &(address, size, use_) in pieces {
            accountant.piece(&Piece { address, size, use_ });
        }
        accountant.finish().sums
    }

    /// So many resident pages, from where the pieces begin.
    fn pages(count: u64) -> [Span; 1] {
        let span = 0x10000..0x10000 + count * PAGE;
        [span]
    }

    const LIVE: Use = Use::Live { header: 16 };

    #[test]
    fn what_is_free_beside_a_live_object_is_fragmentation_and_alone_cached() {
        let pieces =
            [(0x10000, 100, LIVE), (0x10000 + 100, 3 * PAGE - 100, Use::Free)];
        let sums = account(&pages(3), &pieces);
        assert_eq!((sums.live, sums.metadata), (84, 16));
        assert_eq!(sums.fragmentation, PAGE - 100);
        assert_eq!(sums.cached, 2 * PAGE);
        assert_eq!(sums.resident(), 3 * PAGE);
    }

    #[test]
    fn a_live_object_behind_free_bytes_pins_their_page_too() {
        let pieces = [
            (0x10000, 2 * PAGE - 64, Use::Free),
            (0x10000 + 2 * PAGE - 64, 64, LIVE),
        ];
        let sums = account(&pages(2), &pieces);
        assert_eq!(sums.cached, PAGE);
        assert_eq!(sums.fragmentation, PAGE - 64);
    }

    #[test]
    fn what_is_not_resident_is_in_no_row() {
        let pieces = [(0x10000, 8 * PAGE, LIVE), (0x18000, PAGE, Use::Free)];
        let sums = account(&[0x11000..0x12000, 0x14000..0x15000], &pieces);
        assert_eq!((sums.live, sums.resident()), (2 * PAGE, 2 * PAGE));
        assert_eq!(sums.allocated, 8 * PAGE - 16);
    }

    #[test]
    fn held_objects_are_free_and_counted_beside() {
        let held = Use::Held(Holder::ThreadCache);
        let pieces = [(0x10000, 128, held), (0x10080, PAGE - 128, LIVE)];
        let sums = account(&pages(1), &pieces);
        assert_eq!(sums.held[&Holder::ThreadCache], 128);
        assert_eq!(sums.fragmentation, 128);
    }

    #[test]
    fn a_remedy_gives_back_what_is_resident_of_its_pages() {
        let resident = [0x10000..0x11000, 0x13000..0x14000];
        let mut accountant = Accountant::new(&resident, &[], PAGE, None);
        accountant.returns(Remedy::Trim, &(0x10000..0x14000));
        accountant.returns(Remedy::Trim, &(0x13000..0x18000));
        assert_eq!(accountant.finish().sums.returns[&Remedy::Trim], 3 * PAGE);
    }

    #[test]
    fn what_was_shown_before_a_walk_began_anew_is_in_no_sum() {
        let resident = pages(3);
        let pieces = [(0x10000, 100, LIVE), (0x10064, 924, Use::Free)];
        let shown = |accountant: &mut Accountant<'_>| {
            let span = 0x10000..0x10400;
            accountant.region(&Region { span, name: "arena".into() });
            for (address, size, use_) in pieces {
                accountant.piece(&Piece { address, size, use_ });
            }
            accountant.returns(Remedy::Trim, &(0x11000..0x12000));
        };
        let mut once = Accountant::new(&resident, &[], PAGE, None);
        shown(&mut once);
        let mut twice = Accountant::new(&resident, &[], PAGE, None);
        shown(&mut twice);
        twice.restart();
        shown(&mut twice);
        let (once, twice) = (once.finish(), twice.finish());
        assert_eq!((once.sums, once.regions), (twice.sums, twice.regions));
        assert_eq!(once.live.objects, twice.live.objects);
    }

    #[test]
    fn every_resident_byte_is_in_one_row_whatever_the_pieces() {
        let held = Use::Held(Holder::Delayed);
        let uses = [LIVE, Use::Free, Use::Metadata, held, Use::Rounding];
        for seed in 0..200_u64 {
            let mut state = seed;
            let mut next = move |below: u64| {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(seed | 1);
                (state >> 33) % below
            };
            let (mut at, mut pieces) = (0x10000 + next(64) * 16, Vec::new());
            let start = at;
            for _ in 0..50 {
                let size = 16 + next(400) * 16;
                pieces.push((at, size, uses[next(5) as usize]));
                at += size;
            }
            let mut resident: Vec<Span> = Vec::new();
            for page in 0x10..(at >> 12) + 2 {
                if next(3) > 0 {
                    resident.push(page << 12..(page + 1) << 12);
                }
            }
            let sums = account(&resident, &pieces);
            assert_eq!(
                sums.resident(),
                overlap(&resident, &(start..at)),
                "{seed}"
            );
        }
    }
}
