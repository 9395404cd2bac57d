//! Memory of a process, some words of which are others.

use residue_walk::{Memory, Unreadable};

/// Memory in which some words are others.
pub(crate) struct Changed<'a> {
    pub(crate) memory: &'a dyn Memory,
    /// By address.
    pub(crate) words: Vec<(u64, u64)>,
}

impl Memory for Changed<'_> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        self.memory.read(address, into)?;
        for (at, word) in &self.words {
            for (index, byte) in word.to_le_bytes().into_iter().enumerate() {
                let place = (at + index as u64).wrapping_sub(address);
                if let Some(place) = into.get_mut(place as usize) {
                    *place = byte;
                }
            }
        }
        Ok(())
    }
}
