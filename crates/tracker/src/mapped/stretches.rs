//! Where the live map holds data, in the order of addresses.

use super::maps::live_words;
use crate::sys;
use residue_segment::{CELL_SPAN, Geometry, Lane};
use std::ffi::c_int;
use std::ops::Range;
use std::sync::atomic::AtomicU64;

/// Addresses for which the same lanes of the live map hold data.
pub(crate) struct Stretch {
    pub(crate) addresses: Range<u64>,
    has_data: [bool; 2],
}

impl Stretch {
    /// What `lane` holds for these addresses, eight cells a word: nothing
    /// where it has no data, which a look would put there.
    pub(crate) fn words(&self, lane: Lane) -> &'static [AtomicU64] {
        if !self.has_data[lane as usize] {
            return &[];
        }
        live_words(lane, self.addresses.start, self.addresses.end)
    }
}

/// All stretches of a segment's `file`, in order. It allocates nothing.
pub(crate) fn stretches(
    file: c_int,
    geometry: Geometry,
) -> impl Iterator<Item = Stretch> {
    let mut at = 0;
    let mut ahead = Lane::ALL.map(|lane| extent(file, geometry, lane, 0));
    std::iter::from_fn(move || {
        for lane in Lane::ALL {
            let known = &mut ahead[lane as usize];
            if known.as_ref().is_some_and(|extent| extent.end <= at) {
                *known = extent(file, geometry, lane, at);
            }
        }
        let stretch = first(&ahead, at)?;
        at = stretch.addresses.end;
        Some(stretch)
    })
}

/// The first stretch from `at` on, of extents that end behind it.
fn first(ahead: &[Option<Range<u64>>; 2], at: u64) -> Option<Stretch> {
    let known = || ahead.iter().flatten();
    let start = known().map(|extent| extent.start.max(at)).min()?;
    let bound = |extent: &Range<u64>| match extent.start > start {
        true => extent.start,
        false => extent.end,
    };
    let end = known().map(bound).min()?;
    let has = |extent: &Option<Range<u64>>| {
        extent.as_ref().is_some_and(|extent| extent.start <= start)
    };
    let has_data = [has(&ahead[0]), has(&ahead[1])];
    Some(Stretch { addresses: start..end, has_data })
}

/// The first addresses from `at` on for which `lane` holds data.
fn extent(
    file: c_int,
    geometry: Geometry,
    lane: Lane,
    at: u64,
) -> Option<Range<u64>> {
    let cells = geometry.lane(lane);
    let begin = geometry.live().offset + cells.start;
    let (start, end) = sys::next_extent(file, begin + at / CELL_SPAN)?;
    let address =
        |offset: u64| (offset - begin).min(geometry.lane_cells()) * CELL_SPAN;
    let addresses = address(start)..address(end);
    (!addresses.is_empty()).then_some(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All stretches of two lanes that hold data in the spans `of` each.
    fn all(of: [&[(u64, u64)]; 2]) -> Vec<(Range<u64>, [bool; 2])> {
        let mut found = Vec::new();
        let mut at = 0;
        loop {
            let ahead = of.map(|lane| {
                let next = lane.iter().find(|(_, end)| *end > at);
                next.map(|&(start, end)| start..end)
            });
            let Some(stretch) = first(&ahead, at) else { return found };
            at = stretch.addresses.end;
            found.push((stretch.addresses, stretch.has_data));
        }
    }

    #[test]
    fn stretches_end_where_a_lane_begins_or_ends() {
        assert_eq!(all([&[], &[]]), []);
        assert_eq!(all([&[(3, 9)], &[]]), [(3..9, [true, false])]);
        let one_inside = all([&[(10, 50)], &[(20, 30), (60, 70)]]);
        let expected = [
            (10..20, [true, false]),
            (20..30, [true, true]),
            (30..50, [true, false]),
            (60..70, [false, true]),
        ];
        assert_eq!(one_inside, expected);
        let overlap = all([&[(10, 30)], &[(20, 40)]]);
        let expected = [
            (10..20, [true, false]),
            (20..30, [true, true]),
            (30..40, [false, true]),
        ];
        assert_eq!(overlap, expected);
    }
}
