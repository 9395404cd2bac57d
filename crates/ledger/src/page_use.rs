//! What one page holds, in one byte.

/// One resident page: who has the most of its live bytes, and how full it is.
/// The high 3 bits are the index of a [`PageSlot`](crate::PageSlot), the low 5 bits
/// the share of the page that live objects take, in steps of 1/31: 0 only if
/// none does, 31 only if they take all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageUse(u8);

impl PageUse {
    /// Slots that can be told apart.
    pub const SLOTS: usize = 8;

    /// The fullest that a page can be.
    pub const FULL: u8 = 31;

    /// A page of `size` bytes, of which `live` are live, most of
    /// them of `slot`.
    pub fn new(slot: usize, live: u64, size: u64) -> PageUse {
        let full = u64::from(PageUse::FULL);
        let fill = match live {
            0 => 0,
            live if live >= size => full,
            live => (live * full / size.max(1)).clamp(1, full - 1),
        };
        PageUse(((slot.min(PageUse::SLOTS - 1) as u8) << 5) | fill as u8)
    }

    /// What is stored as `bits`.
    pub fn from_bits(bits: u8) -> PageUse {
        PageUse(bits)
    }

    /// The stored form.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// The index of the slot that has the most of the page's live bytes.
    pub fn slot(self) -> usize {
        usize::from(self.0 >> 5)
    }

    /// The share of the page that is live, of [`PageUse::FULL`].
    pub fn fill(self) -> u8 {
        self.0 & PageUse::FULL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_is_not_none_and_all_but_one_are_not_all() {
        let fill = |live| PageUse::new(3, live, 4096).fill();
        assert_eq!([fill(0), fill(1), fill(2048)], [0, 1, 15]);
        assert_eq!([fill(4095), fill(4096)], [30, 31]);
        assert_eq!(PageUse::new(3, 1, 4096).slot(), 3);
    }
}
