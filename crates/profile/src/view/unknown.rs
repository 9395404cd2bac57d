//! How much of a profile no function of the program can be named for.

use super::Asker;
use crate::model::{Figure, Frame, Profile};
use crate::origin::Origin;

/// Call sites, and what they have of a figure, for which the profile does not tell
/// who asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Those whose stacks were cut within libraries.
    pub(crate) cut: (u64, u64),
    /// Those whose functions have no names.
    pub(crate) unnamed: (u64, u64),
    /// Whether most functions have names without what they stand in, as
    /// those of dhat-rs never do.
    pub(crate) is_pathless: bool,
}

impl Unknown {
    /// What of `profile` is not known, in call sites and in a figure.
    pub(crate) fn of(profile: &Profile, by: Figure) -> Unknown {
        let is_pathless = is_pathless(profile);
        let mut unknown = Unknown { is_pathless, ..Unknown::default() };
        for point in profile.points() {
            let asker = Asker::of(profile, point);
            let stack = profile.frame_indices(point);
            let frame = &profile.frames()[stack[asker.at] as usize];
            let place = match (asker.is_cut, frame.origin()) {
                (true, _) => &mut unknown.cut,
                (false, Origin::Unnamed) => &mut unknown.unnamed,
                (false, _) => continue,
            };
            let bytes = by.of(profile, point).unwrap_or(0);
            place.0 += 1;
            place.1 = place.1.saturating_add(bytes);
        }
        unknown
    }
}

/// dhat-rs writes whole paths of functions, if the program has them.
fn is_pathless(profile: &Profile) -> bool {
    let is_named =
        |frame: &&Frame| frame.is_named() && frame.origin() != Origin::Start;
    let named = profile.frames().iter().filter(is_named);
    let without = |frame: &&Frame| !frame.function().contains("::");
    let (all, without) = (named.clone().count(), named.filter(without).count());
    profile.meta().mode_text.starts_with("rust-") && 2 * without > all
}
