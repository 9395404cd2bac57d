//! What the program says of its containers.

use crate::Text;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// Containers that a segment has room for.
pub const CONTAINERS_MAX: usize = 2046;

/// One named container. Payload, elements, capacity and room are what the
/// program last said; live is not here, because the maps hold it.
#[derive(Debug)]
#[repr(C)]
pub struct ContainerEntry {
    /// The container's name.
    pub name: Text,
    /// Bytes of the elements held now, with what they own on the heap.
    pub payload: AtomicU64,
    /// Elements held now.
    pub elements: AtomicU64,
    /// Elements it has room for.
    pub capacity: AtomicU64,
    /// Bytes of room that no element takes, where it is told.
    pub spare: AtomicU64,
    /// Collections that tell their room, a count. Where there is one, payload
    /// is not told: it is all that lives beyond the room.
    pub by_spare: AtomicU64,
}

impl ContainerEntry {
    /// Payload and slack of `live` bytes that the container holds, which they
    /// add up to.
    pub fn split(&self, live: u64) -> (u64, u64) {
        let payload = match self.by_spare.load(Relaxed) {
            0 => self.payload.load(Relaxed).min(live),
            _ => live.saturating_sub(self.spare.load(Relaxed)),
        };
        (payload, live - payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_is_told_or_is_what_is_no_room() {
        let entry = ContainerEntry {
            name: Text::empty(),
            payload: AtomicU64::new(70),
            elements: AtomicU64::new(1),
            capacity: AtomicU64::new(2),
            spare: AtomicU64::new(40),
            by_spare: AtomicU64::new(0),
        };
        assert_eq!(entry.split(100), (70, 30));
        assert_eq!(entry.split(60), (60, 0));
        entry.by_spare.store(1, Relaxed);
        assert_eq!(entry.split(100), (60, 40));
        assert_eq!(entry.split(30), (0, 30));
    }
}
