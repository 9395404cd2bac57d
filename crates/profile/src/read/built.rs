//! What a reader of any format comes to, and the profile that it makes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::Error;
use crate::model::{
    Fields, Figures, Frame, LoadedFile, Marks, Meta, Point, Profile,
};

/// All that a profile is made of.
pub(super) struct Parts {
    pub(super) meta: Meta,
    pub(super) frames: Vec<Frame>,
    /// All stacks, one behind the other, the innermost frame of each first.
    pub(super) stacks: Vec<u32>,
    pub(super) points: Vec<Point>,
    /// What is known of every point.
    pub(super) fields: Fields,
    pub(super) marks: Option<Marks>,
    pub(super) extra: BTreeMap<String, Value>,
    /// Where files of code lay in the process, as far as it is told.
    pub(super) modules: Vec<LoadedFile>,
}

impl Parts {
    /// The profile: equal stacks are one, and whose the frames are is told.
    pub(super) fn profile(self) -> Result<Profile, Error> {
        let mut profile = Profile {
            meta: self.meta,
            frames: self.frames,
            stacks: self.stacks,
            points: self.points,
            sums: Figures::default(),
            fields: self.fields,
            marks: self.marks,
            extra: self.extra,
            parts: Vec::new(),
            modules: self.modules,
            named: Vec::new(),
            sources: None,
            narrowed: None,
        };
        // Before points are added to each other, which must not be too much.
        profile.sums = sums(&profile)?;
        profile.merge_equal_frames();
        profile.merge_equal_stacks();
        profile.settle_origins();
        // What is short-lived is so by the stack, all points of it together.
        profile.sums = sums(&profile)?;
        Ok(profile)
    }
}

/// The sums of all figures, each of which must fit.
fn sums(profile: &Profile) -> Result<Figures, Error> {
    let mut sums = Figures::nothing(profile);
    for figure in profile.known() {
        let mut sum = 0_u64;
        for (at, point) in profile.points.iter().enumerate() {
            let part = figure.of(profile, point).unwrap_or(0);
            sum = sum.checked_add(part).ok_or_else(|| {
                let what = format!(
                    "the sum of {} over all points is more than {}",
                    figure.title(),
                    u64::MAX
                );
                Error::contradiction(format!("pps[{at}]"), what)
            })?;
        }
        sums.set(figure, sum);
    }
    Ok(sums)
}
