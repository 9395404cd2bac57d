//! The first page of a segment.

use crate::{PhaseRecord, StatisticTable, ThreadBlock};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU8, AtomicU64};

/// Name of the `memfd`, by which an observer finds it among a process's
/// descriptors and mappings.
pub const FILE_NAME: &str = "residue-segment";

/// The file of the library that tracks a program in the place of `malloc`.
pub const LIBRARY_NAME: &str = "libresidue_preload.so";

/// First word of every segment.
pub const MAGIC: u64 = u64::from_le_bytes(*b"residue\0");

/// Version of the layout. Any change of a region, a cell or a field changes
/// it; readers take no other.
pub const VERSION: u64 = 5;

/// Whether the process has a live map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum MapState {
    /// Still being set up.
    Starting = 0,
    /// Every live object is in the map.
    Present = 1,
    /// There is no map, only counters; [`Header::map_errno`] says why.
    Absent = 2,
}

impl MapState {
    /// The state that `bits` stores; what is unknown is still starting.
    pub const fn from_bits(bits: u8) -> MapState {
        match bits {
            1 => MapState::Present,
            2 => MapState::Absent,
            _ => MapState::Starting,
        }
    }
}

/// The first page of a segment: what the process is, and all that is counted
/// once for the process. Zeroed memory is a valid header of no version.
#[derive(Debug)]
#[repr(C)]
pub struct Header {
    /// [`MAGIC`], written last when a segment is made.
    pub magic: AtomicU64,
    /// [`VERSION`].
    pub version: AtomicU64,
    /// The process that writes the segment. A forked child detaches and
    /// never writes here.
    pub pid: AtomicU64,
    /// Address bits that the maps cover; see
    /// [`Geometry`](crate::Geometry).
    pub address_bits: AtomicU64,
    /// A [`MapState`].
    pub map_state: AtomicU8,
    /// `errno` of the mapping that failed, where there is no map.
    pub map_errno: AtomicU64,
    /// Live objects that began outside what the maps cover. Above 0, the map
    /// does not show every object.
    pub uncovered: AtomicU64,
    /// Objects that were freed or moved without a size where the map showed
    /// none: allocated before tracking began, by another allocator, or where
    /// the map does not reach. Nothing was counted for their free. Only grows.
    pub unknown_frees: AtomicU64,
    /// Live objects of [`OwnerId::ALLOCATOR`](crate::OwnerId::ALLOCATOR),
    /// which are in the map but in no counter.
    pub own_objects: AtomicU64,
    /// Highest live bytes ever seen, at most the truth. A thread looks after
    /// it has allocated a grant of bytes: a 1,024th of the peak (at least 512
    /// bytes) while it rises, doubling up to a 16th (at least 4 KiB) while it
    /// does not, or what is left below the peak, and never more than 32 KiB.
    /// Where its own balance has not risen since its last grant, it goes on
    /// without a look. So the peak is short of the truth by at most 64 KiB
    /// for each thread, and for a single one by at most its grant. Only grows.
    pub peak_live: AtomicU64,
    /// Blocks ever handed out.
    pub blocks_used: AtomicU64,
    /// Threads that hold a block now.
    pub threads: AtomicU64,
    /// Free blocks: index plus one of the first in the low half, a counter
    /// against reuse (ABA) in the high half.
    pub free_blocks: AtomicU64,
    /// Containers ever named.
    pub containers: AtomicU64,
    /// Containers that found no room in the table, and so tag nothing.
    pub containers_refused: AtomicU64,
    /// Bytes in front of each live object that belong to it and are no part
    /// of its usable size: 8 under glibc.
    pub object_header: AtomicU64,
    /// Surveys made; the last one's number is its stamp. Only grows.
    pub survey_stamp: AtomicU64,
    /// What the allocator says of itself.
    pub statistics: StatisticTable,
    /// The phase marked last.
    pub phase: PhaseRecord,
    /// The counters of threads that have none of their own: those that have
    /// run their last destructors, and those past
    /// [`BLOCKS_MAX`](crate::BLOCKS_MAX). Many write it, with locked
    /// instructions.
    pub shared: ThreadBlock,
}

impl Header {
    /// Whether there is a live map.
    pub fn map_state(&self) -> MapState {
        MapState::from_bits(self.map_state.load(Relaxed))
    }
}
