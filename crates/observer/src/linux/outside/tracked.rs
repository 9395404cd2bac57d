//! What a tracker says of the objects that walkers find.

use crate::Error;
use crate::linux::account::Object;
use crate::linux::attach::Attached;
use crate::linux::control::ControlRegion;
use crate::linux::heap::object;
use crate::linux::process::Process;
use crate::linux::segment::{Extents, Maps};
use crate::linux::{Span, intersection};
use residue_segment::{CELL_SPAN, Lane, LiveCell, heads_of};
use std::sync::atomic::Ordering::Relaxed;

/// What the tracker of a process shows at one instant.
#[derive(Debug)]
pub(super) struct Tracker<'a> {
    pub(super) control: ControlRegion,
    /// The map of its objects, or why there is none.
    pub(super) map: Result<LiveMap<'a>, String>,
}

/// The map of live objects, and where it holds data.
#[derive(Debug)]
pub(super) struct LiveMap<'a> {
    pub(super) maps: &'a Maps,
    pub(super) extents: Extents,
}

impl<'a> Tracker<'a> {
    /// Reads the segment of `process`, which stands still, or goes on.
    pub(super) fn read(
        attached: &'a mut Attached,
        process: &Process,
    ) -> Result<Tracker<'a>, Error> {
        attached.renew(process)?;
        let segment = attached.segment();
        let extents = match segment.maps()? {
            Ok(maps) => Some(maps.live_extents()?),
            Err(_) => None,
        };
        let control = ControlRegion::read(segment)?;
        let map = match (segment.maps()?, extents) {
            (Ok(maps), Some(extents)) => Ok(LiveMap { maps, extents }),
            (Ok(_), None) => Err("the live map is new".to_owned()),
            (Err(why), _) => Err(why),
        };
        Ok(Tracker { control, map })
    }
}

/// Finds objects in the live map, fastest in the order of their addresses.
#[derive(Debug)]
pub(super) struct Lookup<'a> {
    maps: &'a Maps,
    /// Where the map holds data: cells, which are a byte each.
    extents: &'a [Span],
    /// The extent that the last look in each lane ended in.
    at: [usize; 2],
}

impl<'a> Lookup<'a> {
    pub(super) fn of(map: &'a LiveMap<'a>) -> Lookup<'a> {
        Lookup { maps: map.maps, extents: &map.extents.live, at: [0; 2] }
    }

    /// The first object that begins in `span`; its excess is not known here.
    pub(super) fn first(&mut self, span: &Span) -> Option<Object> {
        let found = Lane::ALL.map(|lane| self.first_of(lane, span));
        let heads = found.into_iter().flatten();
        let (address, cell) = heads.min_by_key(|(address, _)| *address)?;
        let owner = self.maps.owner(address, cell);
        Some(object(self.maps, address, cell, owner, 0))
    }

    /// Whether a container that the program names holds what lies in `span`.
    pub(super) fn is_declared(&mut self, span: &Span) -> bool {
        let object = self.first(span);
        object.is_some_and(|of| of.owner.container().is_some())
    }

    /// The address and the head of the first object of `lane` in `span`.
    #[inline]
    fn first_of(&mut self, lane: Lane, span: &Span) -> Option<(u64, LiveCell)> {
        let Span { start: first, end: behind } = self.maps.lane(lane);
        let cell = |address: u64| {
            let number = address.saturating_sub(lane.begin());
            first.saturating_add(number.div_ceil(CELL_SPAN)).min(behind)
        };
        let cells = cell(span.start)..cell(span.end);
        self.turn_to(lane, cells.start);
        let mut at = self.at[lane as usize];
        while let Some(extent) = self.extents.get(at) {
            if extent.start >= cells.end {
                return None;
            }
            let part = intersection(extent, &cells);
            if let Some((number, cell)) = self.head_in(&part) {
                return Some((self.maps.address(number), cell));
            }
            at += 1;
        }
        None
    }

    /// Goes to the extent that `cell` lies in, or the next one.
    #[inline]
    fn turn_to(&mut self, lane: Lane, cell: u64) {
        let at = &mut self.at[lane as usize];
        let is_here = self
            .extents
            .get(*at)
            .is_some_and(|extent| extent.start <= cell && cell < extent.end);
        if !is_here {
            *at = self.extents.partition_point(|e| e.end <= cell);
        }
    }

    /// The first head of `cells`, which lie in one extent: its number, and
    /// what it says.
    #[inline]
    fn head_in(&self, cells: &Span) -> Option<(u64, LiveCell)> {
        const WORD: u64 = size_of::<u64>() as u64;
        let first = cells.start - cells.start % WORD;
        // Extents are whole pages.
        let words = first..cells.end.next_multiple_of(WORD);
        for (word, start) in
            self.maps.live_words(&words).iter().zip((first..).step_by(8))
        {
            let mut word = heads_of(word.load(Relaxed));
            if start < cells.start {
                word &= u64::MAX << ((cells.start - start) * 8);
            }
            if word != 0 {
                let byte = u64::from(word.trailing_zeros() / 8);
                let cell = LiveCell::from_bits((word >> (byte * 8)) as u8);
                let number = start + byte;
                return (number < cells.end).then_some((number, cell));
            }
        }
        None
    }
}
