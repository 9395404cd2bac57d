//! What each page holds, noted while objects are laid over them.

use super::Span;
use super::account::Ground;
use residue_segment::OwnerId;

/// An object as it was laid: of objects that overlap, the lower one has the
/// bytes.
#[derive(Clone, Debug)]
pub(crate) struct Laid {
    pub(crate) owner: OwnerId,
    /// From the header to the end of what the object was given.
    pub(crate) whole: Span,
    /// What the program asked for.
    pub(crate) live: Span,
}

/// What is noted of each object besides the account.
pub(crate) trait Tally: Default + Send {
    /// Notes an object that begins after those before it. `ahead` are the
    /// resident spans of the ground from the first on that ends behind where
    /// it begins.
    fn add(&mut self, ground: Ground<'_>, ahead: &[Span], laid: &Laid);

    /// Adds what was noted of higher addresses.
    fn append(&mut self, next: Self);
}

/// Nothing is noted.
impl Tally for () {
    #[inline(always)]
    fn add(&mut self, _: Ground<'_>, _: &[Span], _: &Laid) {}

    fn append(&mut self, (): ()) {}
}

/// What one owner has on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The page's number.
    pub(crate) page: u64,
    pub(crate) owner: OwnerId,
    /// Live bytes; 0 where objects only touch the page.
    pub(crate) live: u32,
}

/// What each owner has on each resident page, by page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageTally {
    pub(crate) parts: Vec<Part>,
}

impl Tally for PageTally {
    #[inline]
    fn add(&mut self, ground: Ground<'_>, ahead: &[Span], laid: &Laid) {
        if self.put_beside(ground, laid) {
            return;
        }
        let whole = &laid.whole;
        for span in ahead {
            if span.start >= whole.end {
                break;
            }
            let end = whole.end.min(span.end);
            self.spread(ground, whole.start.max(span.start)..end, laid);
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
    fn put_beside(&mut self, ground: Ground<'_>, laid: &Laid) -> bool {
        let Laid { owner, whole, live } = laid;
        let Some(last) = self.parts.last_mut() else { return false };
        let begin = last.page << ground.page.trailing_zeros();
        let beside = *owner == last.owner
            && begin <= whole.start
            && whole.start < whole.end
            && whole.end <= begin + ground.page;
        if beside {
            last.live += (live.end - live.start) as u32;
        }
        beside
    }

    /// Notes the part of an object that lies on the pages of `span`, which
    /// are resident.
    #[inline]
    fn spread(&mut self, ground: Ground<'_>, span: Span, laid: &Laid) {
        let bits = ground.page.trailing_zeros();
        let mut at = span.start;
        while at < span.end {
            let page = at >> bits;
            let end = span.end.min((page + 1) << bits);
            let live = super::intersection(&(at..end), &laid.live);
            // A page is far below 4 GiB.
            self.put(page, laid.owner, (live.end - live.start) as u32);
            at = end;
        }
    }

    #[inline]
    fn put(&mut self, page: u64, owner: OwnerId, live: u32) {
        let of_page =
            self.parts.iter_mut().rev().take_while(|part| part.page == page);
        match of_page.into_iter().find(|part| part.owner == owner) {
            Some(part) => part.live += live,
            None => self.parts.push(Part { page, owner, live }),
        }
    }
}
