//! Whether, and how, this process is tracked.

use crate::process;
use residue_segment::MapState;
use std::fmt;
use std::sync::atomic::Ordering::Relaxed;

/// How this process is tracked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Counters and the map of live objects.
    Tracked,
    /// Counters only.
    CountersOnly(MapAbsent),
    /// Nothing: this is a forked child, and the counters are its parent's;
    /// or the process [gave up](crate::Hooks::give_up).
    Detached,
    /// Nothing: no tracking allocator has allocated, or it is switched off.
    Untracked,
}

/// Why there is no map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapAbsent {
    /// The allocator in use is [`Counting`](crate::Counting), or nothing has
    /// been allocated yet.
    NotAskedFor,
    /// The system refused the address space, with this `errno`.
    Refused(i32),
}

/// How this process is tracked.
pub fn status() -> Status {
    let Some(control) = process::control() else {
        return if process::is_detached() {
            Status::Detached
        } else {
            Status::Untracked
        };
    };
    let header = control.header();
    match header.map_state() {
        MapState::Present => Status::Tracked,
        MapState::Starting => Status::CountersOnly(MapAbsent::NotAskedFor),
        MapState::Absent => {
            let errno = header.map_errno.load(Relaxed) as i32;
            Status::CountersOnly(MapAbsent::Refused(errno))
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Tracked => f.write_str("tracked"),
            Status::CountersOnly(why) => write!(f, "counters only: {why}"),
            Status::Detached => f.write_str(
                "not tracked: a forked child leaves the counters to its parent",
            ),
            Status::Untracked if cfg!(feature = "off") => f.write_str(
                "not tracked: residue was compiled with its feature `off`",
            ),
            Status::Untracked => f.write_str(
                "not tracked: install residue::Tracking as the global \
                 allocator, and do not set RESIDUE=off",
            ),
        }
    }
}

impl fmt::Display for MapAbsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MapAbsent::NotAskedFor => {
                f.write_str("the allocator in use keeps no map")
            }
            MapAbsent::Refused(errno) => {
                let why = std::io::Error::from_raw_os_error(*errno);
                write!(f, "no address space for the map of objects ({why})")
            }
        }
    }
}

impl std::error::Error for Status {}
