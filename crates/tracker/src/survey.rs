//! Finds the usable size of every live object, while the process stands
//! still; see [`residue_segment::survey`].
//!
//! Where the next object begins as soon as this one's least usable size ends,
//! that is its usable size, and the allocator need not be asked: most objects
//! lie like this in a full heap, and asking costs a cache miss.
#![expect(unsafe_code, reason = "asks the allocator about live objects")]

use crate::mapped::{self, Control, Stretch, Survey};
use crate::{AllocatorView, process};
use residue_segment::survey::{self, ESCAPE, ESCAPED_WORDS, TILE};
use residue_segment::{CELL_SPAN, Lane, LiveCell, SMALL_MAX, UNIT, heads_of};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Bytes of address space that a word of eight cells stands for.
const WORD: u64 = 8 * CELL_SPAN;

/// Words that are looked at together: a cache line.
type Line = [AtomicU64; 8];

/// A lane's line where the lane has no data.
static NOTHING: Line = [const { AtomicU64::new(0) }; 8];

/// Maps what a survey is written to, if there is a live map. The mappings of
/// the process change here and not during a survey.
pub(crate) fn make_room(control: Control) {
    if let Some((file, geometry)) = process::mapped_file(control.header()) {
        // Without room the survey is absent.
        let _ = mapped::map_survey(file, geometry);
    }
}

/// Surveys the process, if it has a live map.
pub(crate) fn take(control: Control, view: &AllocatorView) {
    let header = control.header();
    let Some((file, geometry)) = process::mapped_file(header) else { return };
    let Ok(survey) = mapped::map_survey(file, geometry) else { return };
    let stamp = header.survey_stamp.load(Relaxed) + 1;
    let mut surveyor = Surveyor {
        sizes: Sizes::of(view, may_ask(control, view)),
        stream: Stream { survey, stamp: stamp as u32, tile: None, next: 0 },
        waiting: None,
    };
    for stretch in mapped::stretches(file, geometry) {
        surveyor.stretch(&stretch);
    }
    surveyor.finish();
    header.object_header.store(view.object_header, Relaxed);
    header.survey_stamp.store(stamp, Release);
}

/// Whether no object can be freed while the allocator is asked about it.
fn may_ask(control: Control, view: &AllocatorView) -> bool {
    view.others_wait || control.header().threads.load(Acquire) <= 1
}

/// Walks the live map in address order.
struct Surveyor<'a> {
    sizes: Sizes<'a>,
    stream: Stream,
    /// The last object seen, until it is known where the next one begins.
    waiting: Option<MappedObject>,
}

#[derive(Clone, Copy)]
struct MappedObject {
    address: u64,
    /// The size, as exactly as the map has it.
    mapped: u64,
}

impl Surveyor<'_> {
    fn stretch(&mut self, stretch: &Stretch) {
        // A cache line at a time: most of a map is empty. A stretch ends at a
        // page of the map, and so at a line.
        let [even, odd] =
            Lane::ALL.map(|lane| stretch.words(lane).as_chunks::<8>().0);
        let lines = even.len().max(odd.len());
        let starts = (stretch.addresses.start..).step_by(8 * WORD as usize);
        for (number, start) in (0..lines).zip(starts) {
            let even = even.get(number).unwrap_or(&NOTHING);
            let odd = odd.get(number).unwrap_or(&NOTHING);
            match (is_empty(even), is_empty(odd)) {
                (true, true) => {}
                (false, true) => self.even_line(start, even),
                (_, false) => self.line(start, even, odd),
            }
        }
    }

    /// A line of objects none of which begins in the odd lane, as most do.
    fn even_line(&mut self, start: u64, even: &Line) {
        let starts = (start..).step_by(WORD as usize);
        for (word, at) in even.iter().zip(starts) {
            match heads_of(word.load(Relaxed)) {
                0 => {}
                heads => self.word(at, heads),
            }
        }
    }

    fn line(&mut self, start: u64, even: &Line, odd: &Line) {
        let starts = (start..).step_by(WORD as usize);
        for ((even, odd), at) in even.iter().zip(odd).zip(starts) {
            let even = heads_of(even.load(Relaxed));
            match heads_of(odd.load(Relaxed)) {
                0 => self.word(at, even),
                odd => self.both(at, even, odd),
            }
        }
    }

    /// The `heads` of the even lane alone, eight cells from `address` on. It
    /// is a call: inlined, it takes the registers of the loop around it, and
    /// most words are empty.
    #[inline(never)]
    fn word(&mut self, address: u64, mut heads: u64) {
        while heads != 0 {
            let byte = u64::from(heads.trailing_zeros() / 8);
            let head = LiveCell::from_bits((heads >> (byte * 8)) as u8);
            self.object(address + byte * CELL_SPAN, head);
            heads &= !(0xff << (byte * 8));
        }
    }

    /// The heads of both lanes, in the order of their addresses.
    fn both(&mut self, address: u64, even: u64, odd: u64) {
        for byte in 0..8 {
            for (lane, heads) in Lane::ALL.into_iter().zip([even, odd]) {
                let head = LiveCell::from_bits((heads >> (byte * 8)) as u8);
                if head.is_head() {
                    let begin = address + byte * CELL_SPAN + lane.begin();
                    self.object(begin, head);
                }
            }
        }
    }

    #[inline]
    fn object(&mut self, address: u64, head: LiveCell) {
        let mapped = if head.is_large() {
            mapped::cells(address).map_or(0, |cells| cells.size(head))
        } else {
            head.rounded_size()
        };
        let object = MappedObject { address, mapped };
        if let Some(before) = self.waiting.replace(object) {
            let excess = self.sizes.excess(before, address);
            self.stream.object(before.address, excess);
        }
    }

    fn finish(&mut self) {
        if let Some(last) = self.waiting.take() {
            let excess = self.sizes.excess(last, u64::MAX);
            self.stream.object(last.address, excess);
        }
        self.stream.finish_tile();
    }
}

#[inline(always)]
fn is_empty(line: &Line) -> bool {
    line.iter().fold(0, |or, word| or | word.load(Relaxed)) == 0
}

/// What objects are given beyond what they asked for.
struct Sizes<'a> {
    view: &'a AllocatorView,
    may_ask: bool,
    /// The least usable size of each small size, by units.
    small: [u32; (SMALL_MAX / UNIT) as usize + 1],
    /// The last large size asked for, and its least usable size.
    large: (u64, u64),
}

impl Sizes<'_> {
    fn of(view: &AllocatorView, may_ask: bool) -> Sizes<'_> {
        let least = |size: u64| (view.least_usable_size)(size as usize);
        let small = std::array::from_fn(|units| {
            least(units as u64 * UNIT).try_into().unwrap_or(u32::MAX)
        });
        Sizes { view, may_ask, small, large: (0, 0) }
    }

    /// What `object` was given beyond its size, if it can be found out; `next`
    /// is where the next one begins.
    #[inline]
    fn excess(&mut self, object: MappedObject, next: u64) -> Option<u64> {
        let least = self.least(object.mapped);
        let taken = least + self.view.object_header;
        let usable = if next - object.address == taken {
            least
        } else if self.may_ask {
            let start =
                std::ptr::with_exposed_provenance(object.address as usize);
            // SAFETY: the live map says that an object of the allocator that
            // the view describes begins there, and nobody can free it: see
            // `may_ask`.
            unsafe { (self.view.usable_size)(start) as u64 }
        } else {
            return None;
        };
        Some(survey::excess(usable, object.mapped))
    }

    #[inline]
    fn least(&mut self, size: u64) -> u64 {
        if size <= SMALL_MAX {
            return self.small[(size / UNIT) as usize].into();
        }
        if self.large.0 != size {
            let least = (self.view.least_usable_size)(size as usize);
            self.large = (size, least as u64);
        }
        self.large.1
    }
}

/// Writes the survey.
struct Stream {
    survey: Survey,
    stamp: u32,
    tile: Option<OpenTile>,
    next: u64,
}

struct OpenTile {
    start: u64,
    address: u64,
    objects: u32,
    /// Whether every object's excess is known.
    complete: bool,
}

impl Stream {
    #[inline]
    fn object(&mut self, address: u64, excess: Option<u64>) {
        match &mut self.tile {
            Some(tile) if tile.address / TILE == address / TILE => {
                tile.objects += 1;
            }
            _ => self.begin_tile(address),
        }
        let Some(excess) = excess else { return self.leave_out() };
        match u16::try_from(excess) {
            Ok(word) if word != ESCAPE => self.push(word),
            _ => self.push_escaped(excess),
        }
    }

    #[cold]
    fn leave_out(&mut self) {
        if let Some(tile) = &mut self.tile {
            tile.complete = false;
        }
    }

    fn push(&mut self, word: u16) {
        self.survey.word(self.next).store(word, Relaxed);
        self.next += 1;
    }

    #[cold]
    fn push_escaped(&mut self, excess: u64) {
        self.push(ESCAPE);
        for part in 0..ESCAPED_WORDS - 1 {
            self.push((excess >> (16 * part)) as u16);
        }
    }

    #[cold]
    fn begin_tile(&mut self, address: u64) {
        self.finish_tile();
        self.tile = Some(OpenTile {
            start: self.next,
            address,
            objects: 1,
            complete: true,
        });
    }

    fn finish_tile(&mut self) {
        let Some(open) = self.tile.take() else { return };
        if !open.complete || self.next > self.survey.stream_words() {
            // Unknown, or no room: the tile keeps an old stamp, and its
            // objects' usable sizes are absent.
            return;
        }
        let tile = self.survey.tile(open.address);
        tile.start.store(open.start, Relaxed);
        tile.objects.store(open.objects, Relaxed);
        tile.stamp.store(self.stamp, Release);
    }
}
