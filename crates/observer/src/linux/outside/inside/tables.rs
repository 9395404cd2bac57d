//! Containers' tables among the largest objects.

use crate::TableSeen;
use crate::linux::outside::live::Live;
use residue_walk::{Heap, Object, Target, table, table_effort};

/// Smaller objects are not looked into for tables.
const TABLE: u64 = 4 << 10;

/// Reads of a few bytes each that looking for tables may take: some
/// milliseconds, while the process stands still. Objects that would take more
/// are passed over.
const EFFORT: u64 = 1 << 13;

pub(super) fn tables(
    target: &Target<'_>,
    heap: &dyn Heap,
    live: &Live,
) -> Vec<TableSeen> {
    let mut effort = EFFORT;
    let kinds = heap.tables();
    let large = live
        .largest
        .iter()
        .filter(|o| o.size >= TABLE && o.resident > 0 && !o.is_declared);
    let tables = large.filter_map(|live| {
        let spare = heap.spare(live.size);
        let object = Object { address: live.address, usable: live.size };
        effort = effort.checked_sub(table_effort(&object, spare, kinds))?;
        let table = table(target.memory, &object, spare, kinds)?;
        Some(TableSeen { table, resident: live.resident })
    });
    tables.collect()
}
