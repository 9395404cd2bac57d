//! Asks the allocator for the usable size of every live object, while the
//! process stands still; see [`residue_segment::survey`].

use crate::memory::{self, Control, Survey};
use crate::{AllocatorView, process, sys};
use residue_segment::survey::{self, ESCAPE, ESCAPED_WORDS, TILE};
use residue_segment::{LiveCell, UNIT};
use std::ops::Range;
use std::sync::atomic::Ordering::{Relaxed, Release};

/// Bytes of address space that a word of eight cells stands for.
const WORD: u64 = 8 * UNIT;

/// Surveys the process, if it has a live map.
pub(crate) fn take(control: Control, view: &AllocatorView) {
    let header = control.header();
    let Some((file, geometry)) = process::mapped_file(header) else { return };
    let Ok(survey) = memory::map_survey(file, geometry) else { return };
    let stamp = header.survey_stamp.load(Relaxed) + 1;
    let mut surveyor =
        Surveyor { view, survey, stamp: stamp as u32, tile: None, next: 0 };
    let live = geometry.live();
    let mut at = live.offset;
    while let Some((start, end)) = sys::next_extent(file, at) {
        if start >= live.end() {
            break;
        }
        let address = |offset: u64| (offset - live.offset) * UNIT;
        surveyor.extent(address(start)..address(end.min(live.end())));
        at = end;
    }
    surveyor.finish_tile();
    header.object_header.store(view.object_header, Relaxed);
    header.survey_stamp.store(stamp, Release);
}

struct Surveyor<'a> {
    view: &'a AllocatorView,
    survey: Survey,
    stamp: u32,
    tile: Option<OpenTile>,
    next: u64,
}

struct OpenTile {
    start: u64,
    address: u64,
    objects: u32,
}

impl Surveyor<'_> {
    fn extent(&mut self, addresses: Range<u64>) {
        let words = memory::live_words(addresses.start, addresses.end);
        // A cache line at a time: most of a map is empty.
        for (index, line) in words.chunks(8).enumerate() {
            let any = line.iter().fold(0, |or, word| or | word.load(Relaxed));
            if any != 0 {
                let start = addresses.start + index as u64 * 8 * WORD;
                for (index, word) in line.iter().enumerate() {
                    let at = start + index as u64 * WORD;
                    self.word(at, word.load(Relaxed));
                }
            }
        }
    }

    fn word(&mut self, address: u64, mut cells: u64) {
        while cells != 0 {
            let byte = u64::from(cells.trailing_zeros() / 8);
            let head = LiveCell::from_bits((cells >> (byte * 8)) as u8);
            self.object(address + byte * UNIT, head);
            cells &= !(0xff << (byte * 8));
        }
    }

    fn object(&mut self, address: u64, head: LiveCell) {
        if self.tile.as_ref().is_none_or(|tile| !tile.covers(address)) {
            self.finish_tile();
            let tile = OpenTile { start: self.next, address, objects: 0 };
            self.tile = Some(tile);
        }
        if let Some(tile) = &mut self.tile {
            tile.objects += 1;
        }
        let mapped = if head.is_large() {
            memory::cells(address).map_or(0, |c| c.large().load(Relaxed))
        } else {
            head.rounded_size()
        };
        let usable = memory::usable_size(self.view, address);
        self.push(survey::excess(usable, mapped));
    }

    fn push(&mut self, excess: u64) {
        match u16::try_from(excess) {
            Ok(word) if word != ESCAPE => self.push_word(word),
            _ => {
                self.push_word(ESCAPE);
                for part in 0..ESCAPED_WORDS - 1 {
                    self.push_word((excess >> (16 * part)) as u16);
                }
            }
        }
    }

    fn push_word(&mut self, word: u16) {
        self.survey.word(self.next).store(word, Relaxed);
        self.next += 1;
    }

    fn finish_tile(&mut self) {
        let Some(open) = self.tile.take() else { return };
        if self.next > self.survey.stream_words() {
            // No room: the tile keeps an old stamp, and its objects' usable
            // sizes are not known.
            return;
        }
        let tile = self.survey.tile(open.address);
        tile.start.store(open.start, Relaxed);
        tile.objects.store(open.objects, Relaxed);
        tile.stamp.store(self.stamp, Release);
    }
}

impl OpenTile {
    fn covers(&self, address: u64) -> bool {
        self.address / TILE == address / TILE
    }
}
