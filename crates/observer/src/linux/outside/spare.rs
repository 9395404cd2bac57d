//! How much of a process is copied at most: this process has it for a moment.

use crate::linux::cgroup::ControlGroup;
use crate::linux::process::Process;

/// Bytes, wherever there is room for them.
const MOST: u64 = 64 << 20;

/// Of what this process's control group may still be charged, one in so many:
/// the group may be that of the process which is looked at, as it is under
/// `residue exec`, and the OOM killer would take that one. It goes on, and
/// may grow, as long as the copy is walked.
const OF_HEADROOM: u64 = 8;

/// Bytes that may be copied now.
pub(super) fn spare() -> u64 {
    let own = Process::find(std::process::id()).ok();
    let group = own.and_then(|own| ControlGroup::of(&own).ok().flatten());
    let nearest = group.and_then(|group| group.nearest_limit());
    of(nearest.map(|limit| limit.headroom()))
}

/// The same, where so much may still be charged; `None` without a limit.
fn of(headroom: Option<u64>) -> u64 {
    headroom.map_or(MOST, |bytes| MOST.min(bytes / OF_HEADROOM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_copied_than_a_part_of_what_may_still_be_charged() {
        assert_eq!(of(None), MOST);
        assert_eq!(of(Some(8 * MOST)), MOST);
        assert_eq!(of(Some(MOST)), MOST / 8);
        assert_eq!(of(Some(0)), 0);
    }
}
