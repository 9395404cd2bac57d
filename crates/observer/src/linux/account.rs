//! Laying objects over resident pages.

use super::Span;
use super::resident::ResidentPages;
use super::tally::{PlacedObject, Tally};
use residue_segment::OwnerId;

/// A live object. Its header stands before `address`, then come `size` bytes
/// of the program's, then `excess` bytes that it did not ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) address: u64,
    pub(crate) size: u64,
    pub(crate) excess: u64,
    pub(crate) owner: OwnerId,
    /// Whether `size` is known only rounded up to 8 bytes.
    pub(crate) rounded: bool,
}

/// Objects counted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ObjectSum {
    pub(crate) objects: u64,
    /// Bytes of their sizes.
    pub(crate) live: u64,
    /// The part of `live` on resident pages.
    pub(crate) resident: u64,
}

impl ObjectSum {
    pub(crate) fn add(&mut self, other: ObjectSum) {
        self.objects += other.objects;
        self.live = self.live.saturating_add(other.live);
        self.resident += other.resident;
    }
}

/// What objects take of the pages. Every resident byte is counted once: of
/// objects that overlap (the process stood in the middle of a `realloc`), the
/// lower one has the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Objects whose size is exact, by [`OwnerId::bits`].
    pub(crate) owners: Vec<ObjectSum>,
    /// Objects of no owner whose size is rounded up to 8 bytes.
    pub(crate) rounded: ObjectSum,
    /// Sum of usable sizes of the program's objects.
    pub(crate) usable: u64,
    /// Resident bytes of the program's objects beyond their sizes.
    pub(crate) rounding: u64,
    /// Resident bytes of headers.
    pub(crate) headers: u64,
    /// Resident bytes of the allocator's own objects.
    pub(crate) allocator: u64,
    /// Resident bytes of live objects that the tracker did not make, where
    /// something else tells that they are there.
    pub(crate) foreign: u64,
    /// Bytes of resident pages that an object touches.
    pub(crate) occupied: u64,
    /// Objects whose excess is not known, and counted as 0.
    pub(crate) unsurveyed: u64,
    pub(crate) reach: Option<Reach>,
}

/// From where to where the objects of an account lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    first: u64,
    /// Whether the first page touched is resident.
    first_resident: bool,
    end: u64,
}

impl Account {
    /// All objects.
    pub(crate) fn objects(&self) -> u64 {
        let exact: u64 = self.owners.iter().map(|owned| owned.objects).sum();
        exact + self.rounded.objects
    }

    /// What the owner of these `bits` holds.
    pub(crate) fn owned(&self, bits: u16) -> ObjectSum {
        self.owners.get(usize::from(bits)).copied().unwrap_or_default()
    }

    /// Books an object, of which `resident` bytes of its size are resident, and
    /// `rest` bytes of its excess.
    #[inline]
    pub(crate) fn book(&mut self, object: Object, resident: u64, rest: u64) {
        let holding = ObjectSum { objects: 1, live: object.size, resident };
        if object.rounded {
            self.rounded.add(holding);
        } else {
            let index = usize::from(object.owner.bits());
            if self.owners.len() <= index {
                self.owners.resize(index + 1, ObjectSum::default());
            }
            self.owners[index].add(holding);
        }
        if object.owner == OwnerId::ALLOCATOR {
            self.allocator += resident + rest;
        } else {
            let usable = object.size + object.excess;
            self.usable = self.usable.saturating_add(usable);
            self.rounding += rest;
        }
    }

    /// Adds what is apart from it: no page is touched by both.
    pub(crate) fn add(&mut self, other: &Account) {
        if self.owners.len() < other.owners.len() {
            self.owners.resize(other.owners.len(), ObjectSum::default());
        }
        for (sum, owned) in self.owners.iter_mut().zip(&other.owners) {
            sum.add(*owned);
        }
        self.rounded.add(other.rounded);
        self.usable = self.usable.saturating_add(other.usable);
        self.rounding += other.rounding;
        self.headers += other.headers;
        self.allocator += other.allocator;
        self.foreign += other.foreign;
        self.occupied += other.occupied;
        self.unsurveyed += other.unsurveyed;
    }

    /// Adds an account of higher addresses. Refused, and nothing is added, if
    /// the two overlap: then the objects must be added one by one.
    pub(crate) fn append(&mut self, next: &Account, page: u64) -> bool {
        let (mut shared, mut reach) = (0, self.reach.or(next.reach));
        if let (Some(before), Some(after)) = (self.reach, next.reach) {
            if before.end > after.first {
                return false;
            }
            let touches = (before.end - 1) / page == after.first / page;
            shared = if touches && after.first_resident { page } else { 0 };
            reach = Some(Reach { end: after.end, ..before });
        }
        self.add(next);
        self.occupied -= shared;
        self.reach = reach;
        true
    }
}

/// Lays objects over resident pages in address order.
#[derive(Debug)]
pub(crate) struct Accountant<'a, T> {
    pages: ResidentPages<'a>,
    /// Index of the resident span where the next object may begin.
    cursor: usize,
    /// End of the last page touched.
    occupied_to: u64,
    account: Account,
    tally: T,
}

impl<'a, T: Tally> Accountant<'a, T> {
    pub(crate) fn new(pages: ResidentPages<'a>) -> Accountant<'a, T> {
        Accountant::resume(pages, Account::default(), T::default())
    }

    /// Goes on where `account` ends.
    pub(crate) fn resume(
        pages: ResidentPages<'a>,
        account: Account,
        tally: T,
    ) -> Accountant<'a, T> {
        let end = account.reach.map_or(0, |reach| reach.end);
        let occupied_to = pages.page_end(end);
        let cursor = pages.resident.partition_point(|span| span.end <= end);
        Accountant { pages, cursor, occupied_to, account, tally }
    }

    pub(crate) fn finish(self) -> (Account, T) {
        (self.account, self.tally)
    }

    pub(crate) fn count_unsurveyed(&mut self, objects: u64) {
        self.account.unsurveyed += objects;
    }

    /// Adds an object that begins after those before it.
    #[inline]
    pub(crate) fn add(&mut self, object: Object) {
        let covered = self.account.reach.map_or(0, |reach| reach.end);
        let clip = |address: u64| address.max(covered);
        let begin = clip(object.address.saturating_sub(self.pages.header));
        let address = clip(object.address);
        let live_end = clip(object.address + object.size);
        let end = clip(object.address + object.size + object.excess);
        let (header, live, rest) = if self.is_resident(begin, end) {
            (address - begin, live_end - address, end - live_end)
        } else {
            let header = self.resident_bytes(&(begin..address));
            let live = self.resident_bytes(&(address..live_end));
            (header, live, self.resident_bytes(&(live_end..end)))
        };
        let (whole, asked) = (begin..end, address..live_end);
        let placed = PlacedObject { owner: object.owner, whole, live: asked };
        self.tally.add(self.pages, self.ahead(), &placed);
        self.occupy(begin, end);
        self.account.headers += header;
        self.account.book(object, live, rest);
    }

    /// Counts the resident pages from `begin` to `end` that no object before
    /// has touched.
    #[inline]
    fn occupy(&mut self, begin: u64, end: u64) {
        if begin >= end {
            return;
        }
        let first_page = self.pages.page_start(begin);
        let pages_end = self.pages.page_end(end);
        if self.account.reach.is_none() {
            let span = first_page..first_page + self.pages.page;
            let first_resident = self.resident_bytes(&span) > 0;
            let reach = Reach { first: begin, first_resident, end };
            self.account.reach = Some(reach);
        } else if let Some(reach) = &mut self.account.reach {
            reach.end = end;
        }
        if pages_end > self.occupied_to {
            let fresh = first_page.max(self.occupied_to)..pages_end;
            self.account.occupied += self.resident_bytes(&fresh);
            self.occupied_to = pages_end;
        }
    }

    /// Whether the addresses lie within one resident span; moves the cursor
    /// to the span that ends after `begin`.
    #[inline]
    fn is_resident(&mut self, begin: u64, end: u64) -> bool {
        loop {
            match self.pages.resident.get(self.cursor) {
                Some(span) if span.end <= begin => self.cursor += 1,
                Some(span) => return span.start <= begin && end <= span.end,
                None => return false,
            }
        }
    }

    /// The resident spans from the cursor on.
    #[inline]
    fn ahead(&self) -> &'a [Span] {
        self.pages.resident.get(self.cursor..).unwrap_or_default()
    }

    /// Resident bytes of `span`, which ends behind the cursor or is empty.
    #[inline]
    fn resident_bytes(&self, span: &Span) -> u64 {
        if span.is_empty() {
            return 0;
        }
        let ahead = self.ahead();
        if let Some(here) = ahead.first()
            && here.start <= span.start
            && span.end <= here.end
        {
            return span.end - span.start;
        }
        ahead
            .iter()
            .skip_while(|resident| resident.end <= span.start)
            .take_while(|resident| resident.start < span.end)
            .map(|resident| {
                resident.end.min(span.end) - resident.start.max(span.start)
            })
            .sum()
    }
}
