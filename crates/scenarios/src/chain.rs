//! Many small blocks that can be freed again one by one.

use std::hint::black_box;
use std::iter;

use crate::plant::MARK;

/// A small block of heap of which every byte is written.
///
/// Its size is chosen so that a plant of cells is nearly nothing but cells.
/// With the 8 bytes that glibc puts before a block it takes 896, a multiple
/// of glibc's 16 and a size class of jemalloc and mimalloc, so that next to
/// nothing is rounded up: cells of 64 bytes would take 80 on glibc. jemalloc
/// serves that class from runs of seven pages; classes that it serves page by
/// page, such as 4096, cost it 3 % of metadata. And mimalloc cuts 64 KiB into
/// 73 of them and leaves 128 bytes; of twice or four times the size it leaves
/// 1.6 %.
pub(crate) struct Node {
    next: Option<Box<Self>>,
    body: [u8; Self::BYTES as usize - size_of::<usize>()],
}

impl Node {
    /// What one cell takes.
    pub(crate) const SLOT: u64 = 7 * 128;

    /// What it asks for.
    pub(crate) const BYTES: u64 = Self::SLOT - 8;

    /// A single cell.
    pub(crate) fn alone() -> Box<Self> {
        Self::before(None)
    }

    fn before(next: Option<Box<Self>>) -> Box<Self> {
        let mut cell = Box::new(Self { next, body: [MARK; _] });
        // Nobody reads the body; without this it need not be written.
        black_box(&mut cell.body);
        cell
    }
}

/// Cells linked to each other, so that no vector is needed to hold them.
pub(crate) struct Chain {
    first: Option<Box<Node>>,
}

impl Chain {
    /// As many cells as ask for `bytes`, to the nearest cell, and at least
    /// one.
    pub(crate) fn asking(bytes: u64) -> Self {
        Self::dividing(bytes, Node::BYTES)
    }

    /// As many cells as leave `bytes` free when they are dropped, to the
    /// nearest cell, and at least one.
    pub(crate) fn leaving(bytes: u64) -> Self {
        Self::dividing(bytes, Node::SLOT)
    }

    fn dividing(bytes: u64, each: u64) -> Self {
        let cells = bytes.saturating_add(each / 2) / each;
        let mut chain = Self { first: None };
        for _ in 0..cells.max(1) {
            chain.first = Some(Node::before(chain.first.take()));
        }
        chain
    }

    /// Takes the cells apart, one by one. Dropping the first would drop the
    /// others recursively, which overflows the stack.
    fn cells(&mut self) -> impl Iterator<Item = Box<Node>> {
        iter::from_fn(|| {
            let mut cell = self.first.take()?;
            self.first = cell.next.take();
            Some(cell)
        })
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        self.cells().for_each(drop);
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, Node};

    #[test]
    fn a_cell_with_its_header_takes_whole_units() {
        assert_eq!(size_of::<Node>() as u64, Node::BYTES);
        assert_eq!((Node::BYTES + 8) % 16, 0);
    }

    #[test]
    fn chain_comes_within_a_cell_of_the_bytes() {
        for bytes in [64, 448, 4_096, 640_000, 6_400_000] {
            let count = |mut chain: Chain| chain.cells().count() as u64;
            let asked = count(Chain::asking(bytes)) * Node::BYTES;
            let left = count(Chain::leaving(bytes)) * Node::SLOT;
            for planted in [asked, left] {
                let off = planted.abs_diff(bytes);
                assert!(off < Node::SLOT, "{bytes}: {off}");
            }
        }
    }

    #[test]
    fn long_chain_drops_without_recursion() {
        // 100,000 nested drops would not fit in the stack of a test.
        drop(Chain::asking(100_000 * Node::BYTES));
    }
}
