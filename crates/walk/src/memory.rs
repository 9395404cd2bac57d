//! The memory of another process.

use crate::Span;

/// Bytes that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing can be read at {address:#x}")]
pub struct Unreadable {
    /// The first address that was asked for.
    pub address: u64,
}

/// Reads the memory of another process.
///
/// Whoever implements it sees to it that reading changes nothing there: a page
/// that was never touched must not be touched, it reads as zeros.
pub trait Memory {
    /// Fills `into` with what is at `address`: all of it or an error.
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable>;
}

impl dyn Memory + '_ {
    /// `N` bytes at `address`.
    pub fn array<const N: usize>(
        &self,
        address: u64,
    ) -> Result<[u8; N], Unreadable> {
        let mut bytes = [0; N];
        self.read(address, &mut bytes)?;
        Ok(bytes)
    }

    /// The word of 8 bytes at `address`. Both machines that are supported
    /// store the low byte first.
    pub fn word(&self, address: u64) -> Result<u64, Unreadable> {
        self.array(address).map(u64::from_le_bytes)
    }

    /// The number of 4 bytes at `address`.
    pub fn half(&self, address: u64) -> Result<u32, Unreadable> {
        self.array(address).map(u32::from_le_bytes)
    }

    /// `count` words at `address`. The caller bounds `count`.
    pub fn words(
        &self,
        address: u64,
        count: usize,
    ) -> Result<Vec<u64>, Unreadable> {
        let mut bytes = vec![0; count.saturating_mul(8)];
        self.read(address, &mut bytes)?;
        let (words, _) = bytes.as_chunks::<8>();
        Ok(words.iter().map(|word| u64::from_le_bytes(*word)).collect())
    }
}

/// Memory that was copied: for tests, and for walking what was saved.
#[derive(Clone, Debug, Default)]
pub struct Image {
    /// Apart from each other, in order.
    spans: Vec<(u64, Vec<u8>)>,
}

impl Image {
    /// Adds bytes at an address. Where it overlaps what is there already, the
    /// bytes of the lower span are read.
    pub fn add(&mut self, address: u64, bytes: Vec<u8>) {
        let at = self.spans.partition_point(|(start, _)| *start <= address);
        self.spans.insert(at, (address, bytes));
    }

    /// The spans that it holds, in order.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        let span = |(start, bytes): &(u64, Vec<u8>)| {
            *start..start.saturating_add(bytes.len() as u64)
        };
        self.spans.iter().map(span)
    }

    /// The bytes of the span at `index`, to be changed.
    pub fn bytes_mut(&mut self, index: usize) -> Option<&mut [u8]> {
        self.spans.get_mut(index).map(|(_, bytes)| bytes.as_mut_slice())
    }

    /// What is there from `address` to the end of its span.
    fn from(&self, address: u64) -> Option<&[u8]> {
        let at = self.spans.partition_point(|(start, _)| *start <= address);
        let (start, bytes) = self.spans.get(at.checked_sub(1)?)?;
        let offset = usize::try_from(address - start).ok()?;
        bytes.get(offset..).filter(|rest| !rest.is_empty())
    }
}

impl Memory for Image {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let unreadable = Unreadable { address };
        let mut filled = 0;
        while filled < into.len() {
            let at = address.checked_add(filled as u64).ok_or(unreadable)?;
            let rest = self.from(at).ok_or(unreadable)?;
            let part = rest.len().min(into.len() - filled);
            into[filled..filled + part].copy_from_slice(&rest[..part]);
            filled += part;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_reads_across_spans_that_touch() {
        let mut image = Image::default();
        image.add(0x2000, vec![2; 8]);
        image.add(0x1ff8, vec![1; 8]);
        let memory: &dyn Memory = &image;
        assert_eq!(memory.word(0x1ffc), Ok(0x0202_0202_0101_0101));
        assert_eq!(memory.words(0x1ff8, 2).unwrap().len(), 2);
    }

    #[test]
    fn nothing_is_read_beyond_an_image() {
        let mut image = Image::default();
        image.add(0x1000, vec![1; 8]);
        let memory: &dyn Memory = &image;
        for address in [0, 0xfff, 0x1001, 0x1008, u64::MAX] {
            assert_eq!(memory.word(address), Err(Unreadable { address }));
        }
    }
}
