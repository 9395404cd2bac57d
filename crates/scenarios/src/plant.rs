//! What the controls share.

use crate::phase;

/// Size at which a control plants 64 MiB.
pub(crate) const DEFAULT_ELEMENTS: u64 = 1 << 20;

/// Bytes planted per element.
const ELEMENT: u64 = 64;

/// A byte that is not what fresh memory holds.
pub(crate) const MARK: u8 = 0xa5;

/// Room for what a control allocates beside what it plants: handles of a
/// thread, a cell rounded up.
const ASIDE: u64 = 16 * 1024;

/// Phases of a control whose plant stays until the process ends.
pub(crate) const LASTING: [&str; 2] = [phase::BASELINE, phase::PLANTED];

/// Phases of a control whose plant can be taken out again.
pub(crate) const REMOVABLE: [&str; 3] =
    [phase::BASELINE, phase::PLANTED, phase::DROPPED];

/// Bytes that `elements` plant; saturates.
pub(crate) fn bytes(elements: u64) -> u64 {
    elements.saturating_mul(ELEMENT)
}

/// The same as a length. Sizes that do not fit were refused by their
/// [`peak_bytes`].
pub(crate) fn length(elements: u64) -> usize {
    usize::try_from(bytes(elements)).expect("a size that fits the machine")
}

/// Bytes a control needs: what it plants and a little aside.
pub(crate) fn peak_bytes(elements: u64) -> u64 {
    bytes(elements).saturating_add(ASIDE)
}

#[cfg(test)]
mod tests {
    use super::peak_bytes;

    #[test]
    fn peak_saturates() {
        assert_eq!(peak_bytes(u64::MAX), u64::MAX);
    }
}
