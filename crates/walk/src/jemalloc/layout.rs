//! How a build of jemalloc lays out its radix tree and its extents.

/// Which of two generations of the page allocator a build has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Era {
    /// 5.0 to 5.2: `extents_rtree` to `extent_t`.
    Extents,
    /// 5.3: `arena_emap_global` to `edata_t`, and the leaves of the tree
    /// know the state too.
    Edata,
}

impl Era {
    /// Newest first.
    pub(super) const ALL: [Era; 2] = [Era::Edata, Era::Extents];

    /// What its tree is called, without the prefix of the build.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Era::Extents => "extents_rtree",
            Era::Edata => "arena_emap_global",
        }
    }
}

/// The radix tree from a page to its extent, as configured when jemalloc was
/// built: by the bits of a virtual address and of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) era: Era,
    address_log: u32,
    pub(super) page_log: u32,
}

/// The widths of virtual addresses that builds have.
const ADDRESS_LOGS: [u32; 2] = [48, 57];
/// Pages of 4, 16 and 64 KiB.
const PAGE_LOGS: [u32; 3] = [12, 14, 16];
/// Up to this many bits two levels do, as `rtree.h` has it.
const TWO_LEVELS_MAX: u32 = 36;
/// What stands before the root in its structure: a lock, and a pointer.
const BEFORE_ROOT_MAX: u64 = 1024;

impl Shape {
    /// Every shape a build may have.
    pub(super) fn all(era: Era) -> impl Iterator<Item = Shape> {
        ADDRESS_LOGS.into_iter().flat_map(move |address_log| {
            PAGE_LOGS.into_iter().map(move |page_log| Shape {
                era,
                address_log,
                page_log,
            })
        })
    }

    /// The shape whose tree is a symbol of `size` bytes, and how far into
    /// it the root begins.
    pub(super) fn of_symbol(era: Era, size: u64) -> Option<(Shape, u64)> {
        Shape::all(era).find_map(|shape| {
            let before = size.checked_sub(shape.root_bytes())?;
            (before < BEFORE_ROOT_MAX).then_some((shape, before))
        })
    }

    pub(super) fn page(self) -> u64 {
        1 << self.page_log
    }

    /// Bits of an address that each level tells apart, the root first.
    fn levels(self) -> ([u32; 3], usize) {
        let bits = self.address_log - self.page_log;
        if bits <= TWO_LEVELS_MAX {
            ([bits / 2, bits - bits / 2, 0], 2)
        } else {
            let second = bits / 3 + bits % 3 / 2;
            ([bits / 3, second, bits - bits / 3 - second], 3)
        }
    }

    /// The steps from the root to the leaf of `address`: the index into each
    /// node above the leaf.
    pub(super) fn path(self, address: u64) -> impl Iterator<Item = u64> {
        let (levels, depth) = self.levels();
        let mut below = self.address_log;
        levels.into_iter().take(depth - 1).map(move |bits| {
            below -= bits;
            (address >> below) & ((1 << bits) - 1)
        })
    }

    /// Bytes of address space that one leaf maps.
    pub(super) fn leaf_covers(self) -> u64 {
        let (levels, depth) = self.levels();
        1 << (levels[depth - 1] + self.page_log)
    }

    /// Where in its leaf the element of `address` stands, in bytes.
    pub(super) fn leaf_offset(self, address: u64) -> u64 {
        ((address % self.leaf_covers()) >> self.page_log) * self.element()
    }

    pub(super) fn root_bytes(self) -> u64 {
        8 << self.levels().0[0]
    }

    /// Whether an element of a leaf is one word, which holds the class above
    /// the address.
    fn is_compact(self) -> bool {
        64 - self.address_log >= 8
    }

    /// Bytes of an element of a leaf.
    pub(super) fn element(self) -> u64 {
        if self.is_compact() { 8 } else { 16 }
    }

    /// What an element of a leaf says: its first word, and its second where
    /// it has two.
    pub(super) fn leaf(self, first: u64, second: u64) -> Leaf {
        let (pointer, small, class) = if self.is_compact() {
            (first, first, first >> self.address_log)
        } else if self.era == Era::Extents {
            (first, second >> 32, second & u64::from(u32::MAX))
        } else {
            (first, second, (second & u64::from(u32::MAX)) >> 5)
        };
        Leaf {
            extent: self.pointer(pointer),
            class: class as u32,
            slab: small & 1 != 0,
            state: (self.era == Era::Edata).then_some((small >> 2 & 7) as u32),
        }
    }

    fn pointer(self, word: u64) -> u64 {
        let address = word & ((1 << self.address_log) - 1);
        match self.era {
            Era::Edata => address & !(Record::ALIGNMENT - 1),
            Era::Extents => address & !1,
        }
    }
}

/// An element of a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// Where the record of the extent stands; 0 where there is none.
    pub(super) extent: u64,
    pub(super) class: u32,
    pub(super) slab: bool,
    /// Where the leaf knows it.
    pub(super) state: Option<u32>,
}

/// What jemalloc writes down of an extent: the beginning of an `edata_t` or
/// `extent_t`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    shape: Shape,
    words: [u64; 3],
}

impl Record {
    /// Records are aligned to this, so that leaves can use the bits below.
    pub(super) const ALIGNMENT: u64 = 128;
    /// Bytes that are read here.
    pub(super) const BYTES: usize = 24;
    /// How far into the record the bitmap of a slab begins: a bit of 1 is a
    /// free object.
    pub(super) const BITMAP: u64 = 64;

    pub(super) fn new(shape: Shape, bytes: &[u8; Record::BYTES]) -> Record {
        let mut words = [0; 3];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Record { shape, words }
    }

    pub(super) fn arena(&self) -> u32 {
        self.bits(0, 12)
    }

    pub(super) fn slab(&self) -> bool {
        self.bits(12, 1) != 0
    }

    /// Whether the page allocator for huge pages owns it.
    pub(super) fn huge_pages(&self) -> bool {
        self.shape.era == Era::Edata && self.bits(14, 1) != 0
    }

    pub(super) fn state(&self) -> u32 {
        match self.shape.era {
            Era::Extents => self.bits(16, 2),
            Era::Edata => self.bits(17, 3),
        }
    }

    pub(super) fn class(&self) -> u32 {
        self.bits(18 + self.shift(), 8)
    }

    /// Free objects of a slab.
    pub(super) fn free(&self) -> u32 {
        self.bits(26 + self.shift(), self.shape.page_log - 2)
    }

    /// Where the extent begins; of a large object its own address, which
    /// jemalloc moves within the first page.
    pub(super) fn address(&self) -> u64 {
        self.words[1]
    }

    pub(super) fn size(&self) -> u64 {
        self.words[2] & !(self.shape.page() - 1)
    }

    fn bits(&self, shift: u32, width: u32) -> u32 {
        (self.words[0] >> shift & ((1 << width) - 1)) as u32
    }

    /// Bits by which the fields above the state are shifted against 5.2.
    fn shift(&self) -> u32 {
        match self.shape.era {
            Era::Extents => 0,
            // One for guard pages and one more for the state.
            Era::Edata => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Shape =
        Shape { era: Era::Edata, address_log: 48, page_log: 12 };

    #[test]
    fn the_tree_of_48_bits_has_two_levels_of_18() {
        let address = 0x7f12_3456_7000;
        assert_eq!(PLAIN.path(address).collect::<Vec<_>>(), [address >> 30]);
        assert_eq!(PLAIN.leaf_covers(), 1 << 30);
        assert_eq!(PLAIN.leaf_offset(address), (address >> 12 & 0x3_ffff) * 8);
        assert_eq!(PLAIN.root_bytes(), 2 << 20);
    }

    #[test]
    fn the_tree_of_57_bits_has_three_levels_of_15() {
        let shape = Shape { address_log: 57, ..PLAIN };
        let address = 0x7f12_3456_7000;
        let path: Vec<u64> = shape.path(address).collect();
        assert_eq!(path, [address >> 42, address >> 27 & 0x7fff]);
        assert_eq!(shape.leaf_covers(), 1 << 27);
        assert_eq!(shape.element(), 16);
        assert_eq!(shape.root_bytes(), 256 << 10);
    }

    #[test]
    fn the_size_of_the_symbol_tells_the_shape() {
        let found = Shape::of_symbol(Era::Edata, (2 << 20) + 120);
        assert_eq!(found, Some((PLAIN, 120)));
        assert_eq!(Shape::of_symbol(Era::Edata, 4096), None);
        for shape in Era::ALL.into_iter().flat_map(Shape::all) {
            let size = shape.root_bytes() + 112;
            assert_eq!(Shape::of_symbol(shape.era, size), Some((shape, 112)));
        }
    }

    #[test]
    fn a_compact_leaf_holds_class_extent_state_and_slab_in_one_word() {
        let leaf = PLAIN.leaf(35 << 48 | 0x7f00_0000_1080 | 3 << 2 | 1, 0);
        assert_eq!(
            leaf,
            Leaf {
                extent: 0x7f00_0000_1080,
                class: 35,
                slab: true,
                state: Some(3)
            }
        );
    }

    #[test]
    fn the_fields_of_a_record_stand_where_each_era_has_them() {
        let mut bytes = [0; Record::BYTES];
        let edata: u64 = 7 | 1 << 12 | 2 << 17 | 35 << 20 | 300 << 28;
        bytes[..8].copy_from_slice(&edata.to_le_bytes());
        let record = Record::new(PLAIN, &bytes);
        assert_eq!((record.arena(), record.slab()), (7, true));
        assert_eq!(
            (record.state(), record.class(), record.free()),
            (2, 35, 300)
        );

        let extent: u64 = 7 | 1 << 12 | 2 << 16 | 35 << 18 | 300 << 26;
        bytes[..8].copy_from_slice(&extent.to_le_bytes());
        let older = Shape { era: Era::Extents, ..PLAIN };
        let record = Record::new(older, &bytes);
        assert_eq!((record.arena(), record.slab()), (7, true));
        assert_eq!(
            (record.state(), record.class(), record.free()),
            (2, 35, 300)
        );
    }
}
