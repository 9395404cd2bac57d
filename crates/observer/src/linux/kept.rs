//! The objects of a process, copied out of its maps while it stands still, to
//! be laid over its pages when it goes on: to lay them takes several times as
//! long.

use super::account::Object;
use super::heads::{Head, Heads};
use super::heap::{FoundObject, Heap};
use super::survey::Excesses;
use super::walk::{Objects, cores, in_parts};
use residue_segment::OwnerCell;
use residue_segment::survey::TILE;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Objects that are kept, at most: this process has six bytes of each for a
/// moment, and more of those that are large or have an owner. Where there are
/// more, they are laid over their pages while the process stands.
const KEPT_MAX: u64 = 8 << 20;

/// All objects of a live map, tile by tile.
#[derive(Debug)]
pub(crate) struct KeptObjects {
    tiles: Vec<KeptTile>,
    /// One past the highest address that the maps cover.
    coverage: u64,
}

/// The objects that begin in one tile.
#[derive(Debug)]
struct KeptTile {
    number: u64,
    heads: Vec<Head>,
    /// The sizes of those that are large, in order.
    sizes: Vec<u64>,
    /// The owners of those that have one, in order.
    owners: Vec<Option<OwnerCell>>,
    /// Their excesses, as the survey has them, if it does.
    survey: Option<Vec<u16>>,
}

impl KeptObjects {
    /// All objects of `heap`, without a survey; `None` if they are too many.
    pub(crate) fn of(heap: &Heap<'_>) -> Option<KeptObjects> {
        KeptObjects::up_to(KEPT_MAX, heap)
    }

    fn up_to(most: u64, heap: &Heap<'_>) -> Option<KeptObjects> {
        let count = AtomicU64::new(0);
        let keep = |part: Range<usize>| {
            let mut heads = Heads::default();
            let mut tiles = Vec::new();
            for index in part {
                let kept = KeptTile::of(heap, index, &mut heads);
                let objects = kept.as_ref().map_or(0, |of| of.heads.len());
                let before = count.fetch_add(objects as u64, Relaxed);
                if before + objects as u64 > most {
                    return None;
                }
                tiles.extend(kept);
            }
            Some(tiles)
        };
        let parts: Option<Vec<_>> =
            in_parts(heap.tiles(), cores(), keep).into_iter().collect();
        let tiles = parts?.into_iter().flatten().collect();
        Some(KeptObjects { tiles, coverage: heap.maps().coverage() })
    }

    /// Takes from `heap`, which is the same, what its survey says of them.
    pub(crate) fn survey(&mut self, heap: &Heap<'_>) {
        for tile in &mut self.tiles {
            tile.survey = heap.survey(tile.number, tile.heads.len());
        }
    }

    /// Objects of which the survey says nothing.
    pub(crate) fn unsurveyed(&self) -> u64 {
        self.tiles.iter().map(KeptTile::unsurveyed).sum()
    }
}

impl KeptTile {
    fn of(
        heap: &Heap<'_>,
        index: usize,
        heads: &mut Heads,
    ) -> Option<KeptTile> {
        let (number, heads) = heap.heads(index, heads)?;
        let (mut sizes, mut owners) = (Vec::new(), Vec::new());
        for &head in heads {
            let address = number * TILE + head.offset();
            if head.cell().is_large() {
                sizes.push(heap.maps().large_size(address));
            }
            if head.is_owned() {
                owners.push(heap.owner(address, head));
            }
        }
        let heads = heads.to_vec();
        Some(KeptTile { number, heads, sizes, owners, survey: None })
    }

    fn unsurveyed(&self) -> u64 {
        if self.survey.is_none() { self.heads.len() as u64 } else { 0 }
    }
}

impl Objects for KeptObjects {
    type Scratch = ();

    fn tiles(&self) -> usize {
        self.tiles.len()
    }

    fn visit(
        &self,
        index: usize,
        (): &mut (),
        mut each: impl FnMut(Object),
    ) -> u64 {
        let Some(tile) = self.tiles.get(index) else { return 0 };
        let mut sizes = tile.sizes.iter().copied();
        let mut owners = tile.owners.iter().copied();
        let mut excesses = tile.survey.as_deref().map(Excesses::of);
        for &head in &tile.heads {
            let found = FoundObject {
                address: tile.number * TILE + head.offset(),
                head: head.cell(),
                large: if head.cell().is_large() { sizes.next() } else { None },
                owner: if head.is_owned() {
                    owners.next().flatten()
                } else {
                    None
                },
                coverage: self.coverage,
            };
            let excess = excesses.as_mut().map_or(0, Excesses::take);
            each(found.with_excess(excess));
        }
        tile.unsurveyed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linux::segment::{Extents, Maps};
    use residue_segment::survey::{ESCAPE, Tile};
    use residue_segment::{
        CELL_SPAN, Geometry, LARGE_SPAN, LiveCell, OwnerCell, OwnerId,
    };
    use rustix::fs::{MemfdFlags, memfd_create};
    use std::fs::File;
    use std::os::unix::fs::FileExt;

    const BITS: u32 = 40;
    const STAMP: u64 = 3;

    /// A segment in which three tiles hold objects: with and without owners,
    /// in both lanes, small and large. Of the second tile a survey saw others.
    struct Segment {
        file: File,
        geometry: Geometry,
    }

    impl Segment {
        fn new() -> Segment {
            let file = memfd_create("t", MemfdFlags::CLOEXEC).unwrap();
            let (file, geometry) =
                (File::from(file), Geometry::new(BITS).unwrap());
            file.set_len(geometry.file_len()).unwrap();
            let segment = Segment { file, geometry };
            let container = |index| OwnerId::of_container(index).unwrap();
            for tile in [0, 5, 9] {
                let first = tile * TILE;
                segment.put(first + 0x100, 24, OwnerId::NONE);
                segment.put(first + 0x148, 8, OwnerId::NONE);
                segment.put(first + 0x400, 20, container(7));
                segment.put(first + 0x800, 700, container(1900));
                segment.put(first + 0x1000, 70_000, OwnerId::NONE);
                segment.put(first + 0x20000, 90_000, container(7));
            }
            segment.survey(0, 6, 0, &[8, 0, 4, ESCAPE, 1, 2, 0, 0, 7, 9]);
            segment.survey(5, 5, 10, &[1; 6]);
            segment
        }

        fn write(&self, offset: u64, bytes: &[u8]) {
            self.file.write_all_at(bytes, offset).unwrap();
        }

        fn put(&self, address: u64, size: u64, owner: OwnerId) {
            let (of, head) = (self.geometry, LiveCell::head(size));
            let number = of.cell(address);
            let live = of.live().offset + number;
            if head.is_large() {
                let at = of.large().offset + address / LARGE_SPAN * 8;
                self.write(at, &size.to_ne_bytes());
            }
            let cell = OwnerCell::new(owner, head, size);
            if owner == OwnerId::NONE {
                self.write(live, &[head.bits()]);
            } else if cell.is_after(head) {
                let [low, high] = cell.parts();
                self.write(live, &[head, low, high].map(LiveCell::bits));
            } else {
                self.write(live, &[head.owned_in_maps().bits()]);
                let [low, high] = cell.in_maps();
                self.write(of.owner_low().offset + number, &[low]);
                self.write(of.owner_high().offset + number, &[high]);
            }
        }

        fn survey(&self, tile: u64, objects: u32, start: u64, words: &[u16]) {
            let survey = self.geometry.survey().offset;
            let entry = survey + tile * size_of::<Tile>() as u64;
            self.write(entry, &(STAMP as u32).to_ne_bytes());
            self.write(entry + 4, &objects.to_ne_bytes());
            self.write(entry + 8, &start.to_ne_bytes());
            let stream = survey + self.geometry.survey_directory_bytes();
            let words: Vec<u8> =
                words.iter().flat_map(|word| word.to_ne_bytes()).collect();
            self.write(stream + start * 2, &words);
        }

        fn maps(&self) -> (Maps, Extents) {
            let mut maps = Maps::new(&self.file, BITS.into()).unwrap();
            let mut extents = maps.live_extents().unwrap();
            maps.find_survey(&mut extents).unwrap();
            (maps, extents)
        }
    }

    /// All objects, and how many there are whose excess is not known.
    fn all<O: Objects>(objects: &O) -> (Vec<Object>, u64) {
        let (mut all, mut unsurveyed) = (Vec::new(), 0);
        let mut scratch = O::Scratch::default();
        for tile in 0..objects.tiles() {
            let each = |object| all.push(object);
            unsurveyed += objects.visit(tile, &mut scratch, each);
        }
        (all, unsurveyed)
    }

    #[test]
    fn what_is_kept_is_what_the_maps_show_even_when_they_have_changed() {
        let segment = Segment::new();
        let (maps, extents) = segment.maps();
        let heap = Heap::new(&maps, &extents, STAMP);
        let shown = all(&heap);
        assert_eq!((shown.0.len(), shown.1), (18, 12));
        let sizes = shown.0.iter().take(6).map(|of| (of.size, of.excess));
        let expected = [24, 8, 20, 700, 70_000, 90_000];
        let excesses = [8, 0, 8, (2 << 16) + 1 + 4, 7, 9];
        assert!(sizes.eq(expected.into_iter().zip(excesses)), "{shown:?}");
        let mut kept = KeptObjects::of(&Heap::new(&maps, &extents, 0)).unwrap();
        assert_eq!(kept.unsurveyed(), 18);
        kept.survey(&heap);
        let live = segment.geometry.live().offset;
        let cells = TILE / CELL_SPAN;
        segment.write(live, &vec![0; cells as usize]);
        segment.survey(0, 6, 0, &[1; 10]);
        assert_ne!(all(&heap), shown, "the maps have changed");
        assert_eq!(all(&kept), shown);
        assert_eq!(kept.unsurveyed(), 12);
    }

    #[test]
    fn more_than_may_be_kept_are_not() {
        let segment = Segment::new();
        let (maps, extents) = segment.maps();
        let heap = Heap::new(&maps, &extents, STAMP);
        assert!(KeptObjects::up_to(18, &heap).is_some());
        assert!(KeptObjects::up_to(17, &heap).is_none());
    }
}
