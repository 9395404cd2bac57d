//! Frames that mean the same place have one label, whatever their address.

use std::collections::HashMap;

use crate::model::{Frame, Profile};

/// The places of a profile's frames: a function, and where in its source,
/// each with a number.
pub(crate) struct Labels {
    /// The place of each frame.
    places: Vec<u32>,
    /// A frame of each place.
    frames: Vec<u32>,
}

impl Labels {
    /// The places of `profile`.
    pub(crate) fn of(profile: &Profile) -> Labels {
        let mut known: HashMap<(&str, Option<&str>, Option<u32>), u32> =
            HashMap::new();
        let mut frames = Vec::new();
        let mut places = Vec::with_capacity(profile.frames().len());
        for (at, frame) in profile.frames().iter().enumerate() {
            let key = (
                frame.function(),
                frame.file().or_else(|| frame.object()),
                frame.line(),
            );
            let place = *known.entry(key).or_insert_with(|| {
                frames.push(at as u32);
                frames.len() as u32 - 1
            });
            places.push(place);
        }
        Labels { places, frames }
    }

    /// Whether every frame has a place of its own.
    pub(crate) fn are_all_different(&self) -> bool {
        self.places.len() == self.frames.len()
    }

    /// The place of the frame at an index of the profile's.
    pub(crate) fn place(&self, frame: u32) -> u32 {
        self.places[frame as usize]
    }

    /// A frame of the place.
    pub(crate) fn frame<'a>(
        &self,
        profile: &'a Profile,
        place: u32,
    ) -> &'a Frame {
        &profile.frames()[self.frames[place as usize] as usize]
    }
}

/// What is shown of a frame in a line: the function and where it is.
pub(crate) fn label(frame: &Frame) -> String {
    match frame.place() {
        place if place.is_empty() => frame.function().to_owned(),
        place => format!("{} ({place})", frame.function()),
    }
}
