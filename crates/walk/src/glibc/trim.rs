//! What `malloc_trim(0)` would give back.

use super::layout::CHUNK_MIN;
use crate::Span;

/// Free chunks side by side, which `malloc_trim` merges before it looks for
/// whole pages in them. Only fast bins leave such neighbours.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    span: Option<Span>,
}

impl Run {
    /// Adds a chunk behind those that are there.
    pub(super) fn extend(&mut self, chunk: u64, size: u64) {
        let start = self.span.take().map_or(chunk, |span| span.start);
        self.span = Some(start..chunk + size);
    }

    /// The run ends: the pages that are given back of it.
    pub(super) fn take(&mut self, page: u64) -> Option<Span> {
        /// The links of a free chunk, which stay.
        const LINKS: u64 = 48;
        let span = self.span.take()?;
        let start = (span.start + LINKS).next_multiple_of(page);
        let end = span.end & !(page - 1);
        (span.end - span.start >= page + LINKS && start < end)
            .then_some(start..end)
    }

    /// The run ends at the top, and becomes a part of it.
    pub(super) fn take_start(&mut self, top: u64) -> u64 {
        self.span.take().map_or(top, |span| span.start)
    }
}

/// The pages of the main arena's top that are given back, if it ends where
/// the data segment does.
pub(super) fn of_top(top: Span, page: u64) -> Option<Span> {
    let extra = (top.end - top.start).checked_sub(CHUNK_MIN + 1)?;
    let extra = extra & !(page - 1);
    (extra > 0).then(|| top.end - extra..top.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 4096;

    #[test]
    fn only_pages_behind_the_links_are_given_back() {
        let mut run = Run::default();
        run.extend(0x10000, 0x3000);
        assert_eq!(run.take(PAGE), Some(0x11000..0x13000));
        run.extend(0x10fd0, PAGE + 48);
        assert_eq!(run.take(PAGE), Some(0x11000..0x12000));
        run.extend(0x10fe0, 0x2000);
        assert_eq!(
            run.take(PAGE),
            Some(0x12000..0x12000).filter(|s| !s.is_empty())
        );
        assert_eq!(run.take(PAGE), None);
    }

    #[test]
    fn neighbours_count_as_one() {
        let mut run = Run::default();
        run.extend(0x10000, 0x800);
        run.extend(0x10800, 0x1800);
        assert_eq!(run.take(PAGE), Some(0x11000..0x12000));
    }

    #[test]
    fn a_top_keeps_what_the_smallest_chunk_needs() {
        assert_eq!(of_top(0x10000..0x12000, PAGE), Some(0x11000..0x12000));
        assert_eq!(of_top(0x10fdf..0x12000, PAGE), Some(0x11000..0x12000));
        assert_eq!(of_top(0x10ff0..0x11000, PAGE), None);
    }
}
