//! What a slot holds that is not free, by what stands in front of it and
//! behind.

use super::group::{IN_BAND, SlotGroup, UNIT};
use crate::{Memory, Refusal, Unreadable};

/// A slot that is not free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotUse {
    /// An object.
    Object {
        /// Its address.
        address: u64,
        /// Bytes that the program asked for.
        size: u64,
        /// The word that it begins with.
        first: u64,
    },
    /// Another group, whose header is at this address.
    Group(u64),
    /// Neither yet or no more: a thread stands between the mask and the slot.
    InFlight,
}

/// Where the first slot's header says that the object begins elsewhere.
const MOVED: u8 = 7;
/// A slot that holds a group says so in place of how much is spare.
const HOLDS_GROUP: u8 = 6;
/// More is spare than stands in front: the rest is behind.
const SPARE_BEHIND: u8 = 5;
/// A slot that was freed.
const FREED: u8 = 0xff;

/// Objects begin so much later in their slot, at most, as 16 bits can tell.
const OFFSETS: u64 = 1 << 16;

/// The 4 bytes in front of an object, and the 8.
struct Front {
    spare: u8,
    index: u64,
    offset: u64,
    /// Whether 8 bytes are used.
    is_wide: bool,
    is_freed: bool,
    first: u64,
}

impl Front {
    fn read(memory: &dyn Memory, address: u64) -> Result<Front, Unreadable> {
        let bytes: [u8; 16] = memory.array(address.wrapping_sub(8))?;
        let [a, b, c, d, wide, slot, low, high, ..] = bytes;
        let [.., e, f, g, h, i, j, k, l] = bytes;
        Ok(Front {
            spare: slot >> 5,
            index: u64::from(slot & 31),
            offset: match wide {
                0 => u64::from(u16::from_le_bytes([low, high])),
                _ => u64::from(u32::from_le_bytes([a, b, c, d])),
            },
            is_wide: wide != 0,
            is_freed: slot == FREED,
            first: u64::from_le_bytes([e, f, g, h, i, j, k, l]),
        })
    }
}

/// What slot `index` of `group` holds, which its masks say is not free.
pub(super) fn read(
    memory: &dyn Memory,
    group: &SlotGroup,
    index: u64,
) -> Result<SlotUse, Refusal> {
    let start = group.slot(index);
    let end = start + group.stride() - IN_BAND;
    let front = Front::read(memory, start)?;
    let (address, front) = match front.spare == MOVED && !front.is_freed {
        false => (start, front),
        true => match moved(memory, group, start, end, &front)? {
            Some(found) => found,
            None => return Ok(SlotUse::InFlight),
        },
    };
    let offset = (address - start) / UNIT + index * (group.stride() / UNIT);
    if front.index != index || front.offset != offset || front.is_freed {
        return Ok(SlotUse::InFlight);
    }
    let spare = match front.spare {
        HOLDS_GROUP => return Ok(SlotUse::Group(address)),
        SPARE_BEHIND => u64::from(memory.half(end - 4)?),
        MOVED => return Ok(SlotUse::InFlight),
        spare => u64::from(spare),
    };
    let is_short = front.spare == SPARE_BEHIND && spare < 5;
    match (end - address).checked_sub(spare) {
        // One byte behind what was asked for is always 0.
        Some(size) if !is_short => {
            let [guard] = memory.array(address + size)?;
            let first = front.first;
            match guard {
                0 => Ok(SlotUse::Object { address, size, first }),
                _ => Err(damaged(address)),
            }
        }
        _ => Err(damaged(address)),
    }
}

/// The object of a slot in which it does not begin at the `start`, where
/// stands by how much. It stands in 16 bits, which is too few for one that is
/// aligned to much: the rest is tried.
fn moved(
    memory: &dyn Memory,
    group: &SlotGroup,
    start: u64,
    end: u64,
    front: &Front,
) -> Result<Option<(u64, Front)>, Refusal> {
    let base = group.start + UNIT;
    let low = start + front.offset * UNIT;
    let addresses = (low..end).step_by((OFFSETS * UNIT) as usize);
    for address in addresses.filter(|at| *at > start) {
        let front = Front::read(memory, address)?;
        let offset = (address - base) / UNIT;
        let is_its = front.offset == offset
            && front.is_wide == (offset >= OFFSETS)
            && !front.is_freed;
        if is_its {
            return Ok(Some((address, front)));
        }
    }
    Ok(None)
}

fn damaged(address: u64) -> Refusal {
    Refusal::inconsistent(format!(
        "the object at {address:#x} says that it is larger than its slot, or \
         was written beyond its end"
    ))
}
