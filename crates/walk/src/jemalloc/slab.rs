//! The objects of a slab, by its bitmap.

use super::classes;
use super::layout::Record;
use super::tree::Extent;
use crate::{Memory, Refusal};

/// More objects than a slab of any page size has.
const OBJECTS_MAX: u64 = 1 << 13;

/// A slab: objects of one size, one after the other.
#[derive(Debug)]
pub(super) struct Slab {
    pub(super) object: u64,
    /// The address of each object in use.
    pub(super) used: Vec<u64>,
}

impl Slab {
    /// Reads the bitmap of `extent`.
    ///
    /// # Errors
    ///
    /// Where the bitmap does not have as many free objects as the record of
    /// the extent says.
    pub(super) fn read(
        memory: &dyn Memory,
        extent: &Extent,
    ) -> Result<Slab, Refusal> {
        let object = classes::size(extent.class)
            .filter(|object| extent.size / object <= OBJECTS_MAX)
            .ok_or_else(|| {
                Refusal::inconsistent(format!(
                    "the slab at {:#x} is of no size of objects",
                    extent.base
                ))
            })?;
        let objects = extent.size / object;
        let mut used = Vec::with_capacity(objects as usize);
        for first in (0..objects).step_by(64) {
            let at = extent.record + Record::BITMAP + first / 8;
            let free = memory.word(at)?;
            used.extend(
                (first..objects.min(first + 64))
                    .filter(|object| free >> (object - first) & 1 == 0)
                    .map(|index| extent.base + index * object),
            );
        }
        if objects - used.len() as u64 != u64::from(extent.free) {
            return Err(Refusal::inconsistent(format!(
                "the slab at {:#x} has {} objects of {object} bytes free by \
                 its bitmap and {} by its count",
                extent.base,
                objects - used.len() as u64,
                extent.free
            )));
        }
        Ok(Slab { object, used })
    }
}
