//! What the stored form looks like, to the byte.

use super::{HeapPages, PageSpan, PageUse};

/// The first line of the file.
pub(super) const HEADER: &str = "residue.pages/1";

/// What the first line of every version begins with, before its number.
pub(super) const FAMILY: &str = "residue.pages/";

/// Bytes of the first line, at most, its line feed included.
pub(super) const LINE_MAX: usize = 40;

/// Bytes of a name, at most: more than a line of a subject may have.
pub(super) const NAME_MAX: usize = 1 << 16;

/// Pages of one map, at most: 1 TiB of 4 KiB each.
pub(super) const PAGES_MAX: u64 = 1 << 28;

/// Spans of one map, at most.
pub(super) const SPANS_MAX: u64 = 1 << 22;

/// Bytes of memory that the maps of one file may take, at most.
pub(super) const MEMORY_MAX: u64 = 1 << 30;

/// Bytes that one number takes, at most.
pub(super) const NUMBER_MAX: usize = 10;

/// How each [`PageHolder`](super::PageHolder) is stored.
pub(super) mod holder {
    pub(in super::super) const NOBODY: u64 = 0;
    pub(in super::super) const ALLOCATOR: u64 = 1;
    pub(in super::super) const OTHER: u64 = 2;
    pub(in super::super) const CONTAINER: u64 = 3;
    pub(in super::super) const CONTAINERS: u64 = 4;
}

/// Adds a number, seven bits a byte, the low ones first, each byte but the
/// last marked by its high bit.
pub(super) fn put_number(mut number: u64, out: &mut Vec<u8>) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The number at the beginning of `bytes` and how many bytes it takes;
/// `None` where it is cut, or too large for 64 bits.
pub(super) fn number(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut sum = 0;
    for (place, &byte) in bytes.iter().take(NUMBER_MAX).enumerate() {
        let bits = u64::from(byte & 0x7f);
        if place == NUMBER_MAX - 1 && bits > 1 {
            return None;
        }
        sum |= bits << (7 * place);
        if byte & 0x80 == 0 {
            return Some((sum, place + 1));
        }
    }
    None
}

/// Why a map contradicts itself, if it does.
pub(super) fn contradiction(map: &HeapPages) -> Option<String> {
    if !map.page_size.is_power_of_two() {
        return Some(format!("pages of {} bytes", map.page_size));
    }
    if map.slots.len() > PageUse::SLOTS {
        return Some(format!("{} slots", map.slots.len()));
    }
    if let Some(why) = misplaced(&map.spans, u64::MAX / map.page_size) {
        return Some(why);
    }
    let pages: u64 = map.spans.iter().map(|span| span.count).sum();
    if pages != map.pages.len() as u64 {
        let held = map.pages.len();
        return Some(format!("{held} cells for {pages} pages"));
    }
    let slot = map.pages.iter().map(|cell| cell.slot()).max()?;
    (slot >= map.slots.len())
        .then(|| format!("a cell of slot {slot} of {} slots", map.slots.len()))
}

/// What is wrong with where spans lie; none may end past page `last`.
fn misplaced(spans: &[PageSpan], last: u64) -> Option<String> {
    let mut free = 0;
    for span in spans {
        let PageSpan { first, count } = *span;
        if count == 0 {
            return Some(format!("no pages at page {first}"));
        }
        if first < free {
            return Some(format!(
                "the pages from page {first} on touch those before them"
            ));
        }
        match first.checked_add(count).filter(|&end| end <= last) {
            // One page at least lies between two spans.
            Some(end) => free = end.saturating_add(1),
            None => return Some(format!("{count} pages from page {first} on")),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_comes_back_and_says_how_long_it_is(
            one: u64, shift in 0u32..64, rest: u8,
        ) {
            let mut bytes = Vec::new();
            put_number(one >> shift, &mut bytes);
            let len = bytes.len();
            prop_assert_eq!(number(&bytes[..len - 1]), None);
            bytes.push(rest);
            prop_assert_eq!(number(&bytes), Some((one >> shift, len)));
        }
    }

    #[test]
    fn a_number_beyond_64_bits_is_none() {
        let mut bytes = [0xff; NUMBER_MAX];
        bytes[NUMBER_MAX - 1] = 1;
        assert_eq!(number(&bytes), Some((u64::MAX, NUMBER_MAX)));
        bytes[NUMBER_MAX - 1] = 2;
        assert_eq!(number(&bytes), None);
        assert_eq!(number(&[0x80; 20]), None);
    }
}
