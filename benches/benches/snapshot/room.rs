//! Whether this machine has memory for a process.

use super::holder::Load;
use residue_runner::Capacity;

/// What an object takes beside its own bytes, at most: a header, its place in
/// a list, and the tracker's map.
const BESIDE: u64 = 48;

/// Whether a process that holds `load` leaves an eighth of what there is to
/// others.
pub(crate) fn is_for(load: &Load) -> bool {
    let needed = load.objects * (load.each + BESIDE) + load.touched;
    Capacity::of_this_machine().has(needed + needed / 7)
}
