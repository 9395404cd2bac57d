//! Reading memory in order.

use crate::{Memory, Span, Unreadable};

/// Bytes that are read ahead: of few at first, and of twice as many each time
/// that what comes next is read. Who skips over large objects needs no more
/// than their headers.
const AHEAD: std::ops::RangeInclusive<u64> = 4 << 10..=256 << 10;

/// A view of a span of memory for someone who reads it in order: what is read
/// is kept, and more is read at once than was asked for.
pub struct Window<'a> {
    memory: &'a dyn Memory,
    span: Span,
    start: u64,
    /// Bytes from `start` on that were read.
    filled: usize,
    /// Bytes to read ahead.
    ahead: u64,
    /// As large as any read was, so that it is not cleared for each.
    bytes: Vec<u8>,
}

impl<'a> Window<'a> {
    /// Nothing outside of `span` is ever read.
    pub fn new(memory: &'a dyn Memory, span: Span) -> Window<'a> {
        let (start, filled, bytes) = (0, 0, Vec::new());
        Window { memory, span, start, filled, ahead: *AHEAD.start(), bytes }
    }

    /// `N` bytes at `address`.
    pub fn array<const N: usize>(
        &mut self,
        address: u64,
    ) -> Result<[u8; N], Unreadable> {
        if let Some(bytes) = self.kept(address) {
            return Ok(bytes);
        }
        self.fill(address, N as u64)?;
        self.kept(address).ok_or(Unreadable { address })
    }

    /// The word of 8 bytes at `address`.
    pub fn word(&mut self, address: u64) -> Result<u64, Unreadable> {
        self.array(address).map(u64::from_le_bytes)
    }

    /// Whether `len` bytes at `address` are kept already.
    pub fn holds(&self, address: u64, len: u64) -> bool {
        let end = self.start + self.filled as u64;
        address >= self.start
            && address.checked_add(len).is_some_and(|last| last <= end)
    }

    #[inline]
    fn kept<const N: usize>(&self, address: u64) -> Option<[u8; N]> {
        let offset = usize::try_from(address.checked_sub(self.start)?).ok()?;
        self.bytes.get(offset..self.filled)?.first_chunk().copied()
    }

    fn fill(&mut self, address: u64, len: u64) -> Result<(), Unreadable> {
        let unreadable = Unreadable { address };
        let end = address.checked_add(len).ok_or(unreadable)?;
        if address < self.span.start || end > self.span.end {
            return Err(unreadable);
        }
        let read_to = self.start + self.filled as u64;
        let goes_on = address >= self.start
            && address.saturating_sub(read_to) < *AHEAD.start();
        self.ahead = match goes_on {
            true => (self.ahead * 2).min(*AHEAD.end()),
            false => *AHEAD.start(),
        };
        // Up to the end of a page, so that none is read twice.
        let end = address.saturating_add(self.ahead) & !(AHEAD.start() - 1);
        let end = end.max(address + len).min(self.span.end);
        (self.start, self.filled) = (address, 0);
        let mut room = (end - address) as usize;
        if self.bytes.len() < room {
            self.bytes.resize(room, 0);
        }
        if self.memory.read(address, &mut self.bytes[..room]).is_err() {
            // A part of what was read ahead may be missing.
            room = len as usize;
            self.memory.read(address, &mut self.bytes[..room])?;
        }
        self.filled = room;
        Ok(())
    }
}

impl std::fmt::Debug for Window<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Window").field(&self.span).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Image;

    #[test]
    fn reads_up_to_the_ends_of_its_span_and_not_beyond() {
        let mut image = Image::default();
        image.add(0x1000, (0..=255).cycle().take(1 << 18).collect());
        let span = 0x1008..0x1000 + (1 << 18) - 8;
        let mut window = Window::new(&image, span.clone());
        for address in [span.start, 0x9001, span.end - 8] {
            let expected = (&image as &dyn Memory).word(address);
            assert_eq!(window.word(address), expected);
        }
        for address in [0, span.start - 1, span.end - 7, u64::MAX] {
            assert!(window.word(address).is_err(), "{address:#x}");
        }
    }

    #[test]
    fn what_cannot_be_read_ahead_does_not_matter() {
        let mut image = Image::default();
        image.add(0x1000, vec![7; 16]);
        let mut window = Window::new(&image, 0x1000..0x9000);
        assert!(window.word(0x1008).is_ok());
        assert!(window.word(0x1010).is_err());
        assert!(window.word(0x1000).is_ok());
    }
}
