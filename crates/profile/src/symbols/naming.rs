//! Functions in the place of addresses.

use std::ops::Range;

use addr2line::Loader;

use super::binary::Binary;
use super::object::Nameless;
use crate::model::{Frame, Profile};

/// The frames of a profile, of which some have become others.
pub(super) struct Replaced {
    /// Frames that are new.
    frames: Vec<Frame>,
    /// Of each frame of the profile, those that stand in its place, the
    /// innermost first; none where it stays.
    places: Vec<Range<u32>>,
}

impl Replaced {
    /// None has, of `frames`.
    pub(super) fn new(frames: usize) -> Replaced {
        Replaced { frames: Vec::new(), places: vec![0..0; frames] }
    }

    /// Names the frames of `object`, which is of `binary`, loaded `bias`
    /// above its addresses. Returns how many addresses got a name.
    pub(super) fn name(
        &mut self,
        profile: &Profile,
        object: &Nameless<'_>,
        binary: &Binary,
        bias: u64,
    ) -> usize {
        let Some(names) = binary.names() else { return 0 };
        let mut named = Vec::new();
        for &(at, address) in &object.frames {
            // Of either form that addresses have, the byte before is one of
            // the call.
            let Some(probe) = address.checked_sub(bias + 1) else { continue };
            let start = self.frames.len() as u32;
            let frame = &profile.frames[at as usize];
            let symbol = binary.symbol_at(probe).map(|at| &*at.name);
            self.frames.extend(functions(names, symbol, probe, frame));
            let end = self.frames.len() as u32;
            self.places[at as usize] = start..end;
            if end > start {
                named.push(address);
            }
        }
        named.sort_unstable();
        named.dedup();
        named.len()
    }

    /// Puts them into the stacks of `profile`.
    pub(super) fn put_into(self, profile: &mut Profile) {
        let first = profile.frames.len() as u32;
        profile.frames.extend(self.frames);
        let mut stacks = Vec::with_capacity(profile.stacks.len());
        for point in &mut profile.points {
            let start = stacks.len();
            for &frame in &profile.stacks[point.stack()] {
                match &self.places[frame as usize] {
                    place if place.is_empty() => stacks.push(frame),
                    place => {
                        stacks.extend(first + place.start..first + place.end)
                    }
                }
            }
            point.set_stack(start..stacks.len());
        }
        profile.stacks = stacks;
        profile.merge_equal_frames();
        profile.merge_equal_stacks();
        profile.settle_origins();
        profile.sum_up();
    }
}

/// The functions at `probe`, an address of the binary, the innermost first;
/// none where there is no name. `symbol` is that of all of them, and `frame`
/// what the profile has there.
fn functions(
    names: &Loader,
    symbol: Option<&str>,
    probe: u64,
    frame: &Frame,
) -> Vec<Frame> {
    let mut found = Vec::new();
    if let Ok(mut at) = names.find_frames(probe) {
        while let Ok(Some(one)) = at.next() {
            let name = one.function.as_ref().and_then(|of| {
                of.raw_name().ok().map(|name| name.into_owned())
            });
            found.push((name, one.location.map(place)));
        }
    }
    if found.is_empty() {
        found.push((None, None));
    }
    // A symbol is of the function that all others were inlined into.
    if let Some((name, _)) = found.last_mut() {
        *name = name.take().or_else(|| symbol.map(str::to_owned));
    }
    let is_named = found.iter().all(|(name, _)| name.is_some());
    let says_more =
        !frame.is_named() || found.iter().any(|(_, place)| place.is_some());
    if !is_named || !says_more {
        return Vec::new();
    }
    let object = frame.object().map(|object| format!(" (in {object})"));
    let object = object.unwrap_or_default();
    let address = frame.address().unwrap_or_default();
    let frames = found.into_iter().map(|(name, place)| {
        let place = place.flatten().unwrap_or_else(|| object.clone());
        let name = name.unwrap_or_default();
        Frame::parse(&format!("0x{address:x}: {name}{place}"))
    });
    frames.collect()
}

/// Where it is, as frames of profiles have it.
fn place(of: addr2line::Location<'_>) -> Option<String> {
    let (file, line) = (of.file?, of.line?);
    Some(match of.column {
        Some(column) if column > 0 => format!(" ({file}:{line}:{column})"),
        _ => format!(" ({file}:{line})"),
    })
}
