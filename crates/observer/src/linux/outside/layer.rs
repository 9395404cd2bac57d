//! Laying spans over resident pages: how much of each is resident, and
//! whether the page of a free byte holds anything else.

use crate::linux::Span;

/// Pages that spans are laid over, in order.
#[derive(Debug)]
pub(super) struct Layer<'a> {
    /// Sorted, apart from each other.
    resident: &'a [Span],
    /// A power of two.
    page: u64,
    /// Index of the resident span where the next one laid may begin.
    cursor: usize,
    open: OpenPage,
    /// Free, on pages that something else keeps resident.
    fragmentation: u64,
    /// Free, on pages that hold nothing else.
    cached: u64,
}

/// Resident bytes that are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FreeBytes {
    pub(super) fragmentation: u64,
    pub(super) cached: u64,
}

/// The page that pieces are being laid over.
#[derive(Clone, Copy, Debug, Default)]
struct OpenPage {
    start: u64,
    /// Free bytes seen on it.
    free: u64,
    /// Whether something on it is not free.
    pinned: bool,
}

impl<'a> Layer<'a> {
    pub(super) fn new(resident: &'a [Span], page: u64) -> Layer<'a> {
        Layer {
            resident,
            page,
            cursor: 0,
            open: OpenPage::default(),
            fragmentation: 0,
            cached: 0,
        }
    }

    /// What follows begins at `start` or later, wherever it was before.
    pub(super) fn seek(&mut self, start: u64) {
        self.cursor = self.resident.partition_point(|span| span.end <= start);
    }

    /// The free bytes of all that was laid.
    pub(super) fn finish(mut self) -> FreeBytes {
        self.turn_to(u64::MAX);
        let Layer { fragmentation, cached, .. } = self;
        FreeBytes { fragmentation, cached }
    }

    /// Calls `each` with what of `span` is resident, in order. The cursor only
    /// moves forward; a region sets it anew.
    #[inline]
    fn resident_parts(
        &mut self,
        span: Span,
        mut each: impl FnMut(&mut Self, Span),
    ) {
        while let Some(next) = self.resident.get(self.cursor) {
            if next.end <= span.start {
                self.cursor += 1;
                continue;
            }
            if next.start >= span.end {
                return;
            }
            let part = next.start.max(span.start)..next.end.min(span.end);
            let ends_later = next.end > span.end;
            each(self, part);
            if ends_later {
                return;
            }
            self.cursor += 1;
        }
    }

    /// Resident bytes of `span`, which something holds.
    #[inline]
    pub(super) fn pin(&mut self, span: Span) -> u64 {
        if span.is_empty() {
            return 0;
        }
        let mut bytes = 0;
        self.resident_parts(span, |this, part| {
            bytes += part.end - part.start;
            this.turn_to(part.start & !(this.page - 1));
            this.open.pinned = true;
            this.turn_to((part.end - 1) & !(this.page - 1));
            this.open.pinned = true;
        });
        bytes
    }

    /// Resident bytes of `span`, which is free.
    #[inline]
    pub(super) fn free(&mut self, span: Span) -> u64 {
        let mut bytes = 0;
        self.resident_parts(span, |this, part| {
            bytes += part.end - part.start;
            let first = part.start & !(this.page - 1);
            let last = part.end & !(this.page - 1);
            this.turn_to(first);
            if first == last {
                this.open.free += part.end - part.start;
                return;
            }
            this.open.free += first + this.page - part.start;
            let whole = last - (first + this.page);
            this.turn_to(last);
            this.cached += whole;
            this.open.free += part.end - last;
        });
        bytes
    }

    /// Goes on to the page at `start`; what was free on the one before is
    /// counted.
    #[inline]
    fn turn_to(&mut self, start: u64) {
        if self.open.start == start {
            return;
        }
        let OpenPage { free, pinned, .. } = self.open;
        let row = match pinned {
            true => &mut self.fragmentation,
            false => &mut self.cached,
        };
        *row += free;
        self.open = OpenPage { start, free: 0, pinned: false };
    }
}
