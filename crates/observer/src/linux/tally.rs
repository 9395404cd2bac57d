//! What each page holds, noted while objects are laid over them.

use super::Span;
use super::resident::ResidentPages;
use residue_segment::OwnerId;

/// An object in its place: of objects that overlap, the lower one has the
/// bytes.
#[derive(Clone, Debug)]
pub(crate) struct PlacedObject {
    pub(crate) owner: OwnerId,
    /// From the header to the end of what the object was given.
    pub(crate) whole: Span,
    /// What the program asked for.
    pub(crate) live: Span,
}

/// What is noted of each object besides the account.
pub(crate) trait Tally: Default + Send {
    /// Notes an object that begins after those before it. `ahead` are the
    /// resident spans from the first on that ends behind where it begins.
    fn add(
        &mut self,
        pages: ResidentPages<'_>,
        ahead: &[Span],
        placed: &PlacedObject,
    );

    /// Adds what was noted of higher addresses.
    fn append(&mut self, next: Self);
}

/// Nothing is noted.
impl Tally for () {
    #[inline(always)]
    fn add(&mut self, _: ResidentPages<'_>, _: &[Span], _: &PlacedObject) {}

    fn append(&mut self, (): ()) {}
}

/// What one owner has on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OwnedPart {
    /// The page's number.
    pub(crate) page: u64,
    pub(crate) owner: OwnerId,
    /// Live bytes; 0 where objects only touch the page.
    pub(crate) live: u32,
}

/// What each owner has on each resident page, by page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageTally {
    pub(crate) parts: Vec<OwnedPart>,
}

impl Tally for PageTally {
    #[inline]
    fn add(
        &mut self,
        pages: ResidentPages<'_>,
        ahead: &[Span],
        placed: &PlacedObject,
    ) {
        if self.put_beside(pages, placed) {
            return;
        }
        let whole = &placed.whole;
        for span in ahead {
            if span.start >= whole.end {
                break;
            }
            let end = whole.end.min(span.end);
            self.spread(pages, whole.start.max(span.start)..end, placed);
        }
    }

    fn append(&mut self, next: PageTally) {
        self.parts.extend(next.parts);
    }
}

impl PageTally {
    /// Adds an object to what was noted last, if it is of the same owner and
    /// lies on the same page, which is resident then. Almost all small objects
    /// do; returns whether this one does.
    #[inline]
    fn put_beside(
        &mut self,
        pages: ResidentPages<'_>,
        placed: &PlacedObject,
    ) -> bool {
        let PlacedObject { owner, whole, live } = placed;
        let Some(last) = self.parts.last_mut() else { return false };
        let begin = last.page << pages.page.trailing_zeros();
        let beside = *owner == last.owner
            && begin <= whole.start
            && whole.start < whole.end
            && whole.end <= begin + pages.page;
        if beside {
            last.live += (live.end - live.start) as u32;
        }
        beside
    }

    /// Notes the part of an object that lies on the pages of `span`, which
    /// are resident.
    #[inline]
    fn spread(
        &mut self,
        pages: ResidentPages<'_>,
        span: Span,
        placed: &PlacedObject,
    ) {
        let bits = pages.page.trailing_zeros();
        let mut at = span.start;
        while at < span.end {
            let page = at >> bits;
            let end = span.end.min((page + 1) << bits);
            let live = super::intersection(&(at..end), &placed.live);
            // A page is far below 4 GiB.
            self.put(page, placed.owner, (live.end - live.start) as u32);
            at = end;
        }
    }

    #[inline]
    fn put(&mut self, page: u64, owner: OwnerId, live: u32) {
        let of_page =
            self.parts.iter_mut().rev().take_while(|part| part.page == page);
        match of_page.into_iter().find(|part| part.owner == owner) {
            Some(part) => part.live += live,
            None => self.parts.push(OwnedPart { page, owner, live }),
        }
    }
}
